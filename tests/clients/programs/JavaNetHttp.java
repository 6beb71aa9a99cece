// The standard library's java.net.http.
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;

public class JavaNetHttp {
    public static void main(String[] arguments) throws Exception {
        String pair = System.getenv("TWILIO_ACCOUNT_SID") + ":" + System.getenv("TWILIO_AUTH_TOKEN");
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest create = HttpRequest
            .newBuilder(URI.create("https://conversations.twilio.com/v1/Conversations"))
            .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes()))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("FriendlyName=Ada")).build();
        var created = client.send(create, BodyHandlers.ofString());
        var other = client.send(
            HttpRequest.newBuilder(URI.create(arguments[0])).build(), BodyHandlers.ofString());
        String sid = created.body().replaceAll("(?s).*\"sid\": *\"(CH\\w+)\".*", "$1");
        System.out.println(created.statusCode() + " " + sid + " " + other.statusCode());
    }
}
