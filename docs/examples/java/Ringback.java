import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

/** One session of the proxy for each test, directed over the control API. */
final class Ringback {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private final String name;

  /** The API of this session, whose path names it: Java sends no user name to the proxy. */
  final String api;

  Ringback(String name, String settings) throws IOException, InterruptedException {
    this.name = name;
    this.api = call("PUT", "", settings).get("base_url").getAsString();
  }

  void failNext(String fault) throws IOException, InterruptedException {
    call("PUT", "/faults", "[{\"name\": \"" + fault + "\", \"times\": 1}]");
  }

  List<JsonObject> requests() throws IOException, InterruptedException {
    List<JsonObject> found = new ArrayList<>();
    for (JsonElement one : call("GET", "/exchanges", "").getAsJsonArray("exchanges")) {
      found.add(one.getAsJsonObject().getAsJsonObject("request"));
    }
    return found;
  }

  /** Ends the session, and returns the recordings that were never played. */
  JsonArray end() throws IOException, InterruptedException {
    return call("DELETE", "", "").getAsJsonArray("never_played");
  }

  private JsonObject call(String method, String path, String body)
      throws IOException, InterruptedException {
    var url = URI.create(System.getenv("RINGBACK_CONTROL_URL") + "/sessions/" + name + path);
    var request = HttpRequest.newBuilder(url)
        .header("Authorization", "Bearer " + System.getenv("RINGBACK_CONTROL_TOKEN"))
        .header("Content-Type", "application/json")
        .method(method, HttpRequest.BodyPublishers.ofString(body))
        .build();
    var response = CLIENT.send(request, BodyHandlers.ofString());
    if (response.statusCode() >= 400) {
      throw new IOException(response.body());
    }
    JsonElement answer = JsonParser.parseString(response.body());
    return answer.isJsonObject() ? answer.getAsJsonObject() : new JsonObject();
  }
}
