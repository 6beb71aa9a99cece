import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Run by several threads at once, all on one proxy. */
class WelcomeTest {
  private static final String FAKE = "{\"mode\": \"fake\"}";
  private static final String REPLAY = "{\"mode\": \"replay\", \"cassette\": \"../welcome.yaml\"}";

  @Test
  void aCustomerIsWelcomedByName() throws Exception {
    var session = new Ringback("java-name", FAKE);

    String sid = new Welcome(session.api).call("Ada");

    var requests = session.requests();
    var form = requests.get(0).getAsJsonObject("form");
    assertEquals("Welcome, Ada", form.get("FriendlyName").getAsString());
    assertEquals("/v1/Conversations/" + sid + "/Participants",
        requests.get(1).get("path").getAsString());
  }

  @Test
  void aWelcomeThatTwilioRefusesIsAnError() throws Exception {
    var session = new Ringback("java-error", FAKE);
    session.failNext("too-many-requests");

    var refused = assertThrows(IOException.class, () -> new Welcome(session.api).call("Ada"));

    assertTrue(refused.getMessage().startsWith("429: "), refused.getMessage());
  }

  @Test
  void theRecordedWelcomeIsPlayed() throws Exception {
    var session = new Ringback("java-replay", REPLAY);

    assertTrue(new Welcome(session.api).call("Grace").matches("CH[0-9a-f]{32}"));

    assertTrue(session.end().isEmpty());
  }

  @RepeatedTest(20)
  void theStateOfAnotherTestIsNotSeen(RepetitionInfo repetition) throws Exception {
    var session = new Ringback("java-" + repetition.getCurrentRepetition(), FAKE);

    new Welcome(session.api).call("Ada");

    assertEquals(2, session.requests().size());
  }
}
