import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The code under test: opens a conversation for a customer, with Java's own HTTP client. */
final class Welcome {
  private final HttpClient client = HttpClient.newHttpClient();
  private final String api;

  /** `api` is the address of the API, such as https://conversations.twilio.com. */
  Welcome(String api) {
    this.api = api;
  }

  String call(String customer) throws IOException, InterruptedException {
    String sid = post("/v1/Conversations", "FriendlyName", "Welcome, " + customer)
        .get("sid").getAsString();
    post("/v1/Conversations/" + sid + "/Participants", "Identity", customer);
    return sid;
  }

  private JsonObject post(String path, String name, String value)
      throws IOException, InterruptedException {
    String pair = System.getenv("TWILIO_ACCOUNT_SID") + ":" + System.getenv("TWILIO_AUTH_TOKEN");
    String body = name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    var request = HttpRequest.newBuilder(URI.create(api + path))
        .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes()))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
    var response = client.send(request, BodyHandlers.ofString());
    if (response.statusCode() >= 400) {
      throw new IOException(response.statusCode() + ": " + response.body());
    }
    return JsonParser.parseString(response.body()).getAsJsonObject();
  }
}
