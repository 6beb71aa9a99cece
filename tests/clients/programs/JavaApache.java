// The Apache client, version 4, set up as twilio-java sets it up: with the system's properties.
import java.util.Base64;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.entity.ContentType;
import org.apache.http.entity.StringEntity;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClientBuilder;
import org.apache.http.util.EntityUtils;

public class JavaApache {
    public static void main(String[] arguments) throws Exception {
        String pair = System.getenv("TWILIO_ACCOUNT_SID") + ":" + System.getenv("TWILIO_AUTH_TOKEN");
        CloseableHttpClient client = HttpClientBuilder.create().useSystemProperties().build();
        HttpPost create = new HttpPost("https://conversations.twilio.com/v1/Conversations");
        create.addHeader(
            "Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes()));
        create.setEntity(
            new StringEntity("FriendlyName=Ada", ContentType.APPLICATION_FORM_URLENCODED));
        CloseableHttpResponse created = client.execute(create);
        String body = EntityUtils.toString(created.getEntity());
        CloseableHttpResponse other = client.execute(new HttpGet(arguments[0]));
        String sid = body.replaceAll("(?s).*\"sid\": *\"(CH\\w+)\".*", "$1");
        System.out.println(created.getStatusLine().getStatusCode() + " " + sid + " "
            + other.getStatusLine().getStatusCode());
    }
}
