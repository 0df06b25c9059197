package dev.caravan.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One HTTP connection that stays open and knows as little of HTTP as the measured servers need. A full client would
 * spend as much of the two cores as the server, and so hide differences between servers.
 */
final class KeepAlive implements AutoCloseable {
    private final URI target;
    private final String head;
    private Socket socket;
    private InputStream in;
    /** Whether the server said that it closes the connection, as Tomcat does after 100 requests. */
    private boolean closing;

    /**
     * Connects.
     *
     * @param authorization value of that header; empty for none
     */
    KeepAlive(URI target, String authorization) throws IOException {
        this.target = target;
        socket = connect();
        in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
        head = "POST " + target.getPath() + " HTTP/1.1\r\nHost: " + target.getAuthority()
                + "\r\nContent-Type: application/json\r\n"
                + (authorization.isEmpty() ? "" : "Authorization: " + authorization + "\r\n") + "Content-Length: ";
    }

    private Socket connect() throws IOException {
        Socket connected = new Socket(target.getHost(), target.getPort());
        connected.setTcpNoDelay(true);
        connected.setSoTimeout(60_000);
        return connected;
    }

    /**
     * Posts a body, reads the answer to its end, and says its status.
     *
     * @param headers further header lines, each with its line end; empty for none
     */
    int post(String headers, byte[] body) throws IOException {
        if (closing) {
            socket.close();
            socket = connect();
            in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
            closing = false;
        }
        byte[] first = (head + body.length + "\r\n" + headers + "\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[first.length + body.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(body, 0, all, first.length, body.length);
        socket.getOutputStream().write(all);
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        int length = 0;
        boolean chunked = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(
                        lower.substring("content-length:".length()).strip());
            } else if (lower.startsWith("connection:")) {
                closing = lower.endsWith("close");
            } else if (lower.startsWith("transfer-encoding:")) {
                chunked = lower.endsWith("chunked");
            }
        }
        if (chunked) {
            for (int size = chunk(); size > 0; size = chunk()) {
                in.skipNBytes(size + 2L);
            }
            line();
        } else {
            in.skipNBytes(length);
        }
        return status;
    }

    private int chunk() throws IOException {
        return Integer.parseInt(line().split(";", 2)[0].strip(), 16);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
