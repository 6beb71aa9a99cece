// Shakes hands with a server on this machine under a name, trusting one store: PORT NAME JKS.
import java.io.FileInputStream;
import java.net.Socket;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

class Verify {
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        KeyStore store = KeyStore.getInstance("JKS");
        try (FileInputStream file = new FileInputStream(arguments[2])) {
            store.load(file, "changeit".toCharArray());
        }
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        Socket plain = new Socket("127.0.0.1", port);
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(plain, arguments[1], port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        try {
            socket.startHandshake();
            System.out.println("accepted");
        } catch (SSLException error) {
            System.out.println("refused: " + error.getMessage());
        } finally {
            socket.close();
        }
    }
}
