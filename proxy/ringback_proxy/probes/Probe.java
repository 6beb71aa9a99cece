// Asks Twilio for a conversation with the standard library: URL. Run by `ringback doctor`.
import java.net.HttpURLConnection;
import java.net.URL;
import java.util.Base64;

public class Probe {
    public static void main(String[] arguments) throws Exception {
        String pair = "AC00000000000000000000000000000000:ringback-doctor";
        HttpURLConnection asked = (HttpURLConnection) new URL(arguments[0]).openConnection();
        asked.setDoOutput(true);
        asked.setRequestProperty(
            "Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes()));
        asked.getOutputStream().write("FriendlyName=doctor".getBytes());
        asked.getInputStream().close();
    }
}
