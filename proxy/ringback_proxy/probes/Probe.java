// Creates a conversation with the standard library. Run by `ringback doctor` with: URL.
import java.net.HttpURLConnection;
import java.net.URL;
import java.util.Base64;

public class Probe {
    public static void main(String[] arguments) throws Exception {
        String pair = "AC00000000000000000000000000000000:ringback-doctor";
        HttpURLConnection connection = (HttpURLConnection) new URL(arguments[0]).openConnection();
        connection.setDoOutput(true);
        connection.setRequestProperty(
            "Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes()));
        connection.getOutputStream().write("FriendlyName=doctor".getBytes());
        connection.getInputStream().close();
    }
}
