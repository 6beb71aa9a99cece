// The standard library's HttpURLConnection, which reads the same system properties as the Apache
// client that twilio-java is built on.
import java.net.HttpURLConnection;
import java.net.URL;
import java.util.Base64;

public class JavaUrlConnection {
    public static void main(String[] arguments) throws Exception {
        String pair = System.getenv("TWILIO_ACCOUNT_SID") + ":" + System.getenv("TWILIO_AUTH_TOKEN");
        URL url = new URL("https://conversations.twilio.com/v1/Conversations");
        HttpURLConnection created = (HttpURLConnection) url.openConnection();
        created.setDoOutput(true);
        created.setRequestProperty(
            "Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes()));
        created.getOutputStream().write("FriendlyName=Ada".getBytes());
        String body = new String(created.getInputStream().readAllBytes());
        HttpURLConnection other = (HttpURLConnection) new URL(arguments[0]).openConnection();
        String sid = body.replaceAll("(?s).*\"sid\": *\"(CH\\w+)\".*", "$1");
        System.out.println(created.getResponseCode() + " " + sid + " " + other.getResponseCode());
    }
}
