package dev.caravan.crm.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.ByteArrayBuffer;

/**
 * Reads each answer to its end, unpacked, within a number of bytes and a time for all of it, before anything else sees
 * it.
 */
final class WholeAnswer implements ExecChainHandler {
    private final int mostBytes;
    private final Duration longest;

    WholeAnswer(int mostBytes, Duration longest) {
        this.mostBytes = mostBytes;
        this.longest = longest;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        long start = System.nanoTime();
        ClassicHttpResponse response = chain.proceed(request, scope);
        boolean whole = false;
        try {
            HttpEntity entity = response.getEntity();
            if (entity != null) {
                response.setEntity(
                        new ByteArrayEntity(read(entity, start), ContentType.parseLenient(entity.getContentType())));
            }
            whole = true;
            return response;
        } finally {
            if (!whole) {
                response.close();
            }
        }
    }

    private byte[] read(HttpEntity entity, long start) throws IOException {
        if (entity.getContentLength() > mostBytes) {
            throw new AnswerTooLargeException(mostBytes);
        }
        ByteArrayBuffer all = new ByteArrayBuffer(8192);
        byte[] part = new byte[8192];
        try (InputStream in = entity.getContent()) {
            for (int n = in.read(part); n >= 0; n = in.read(part)) {
                if (all.length() + n > mostBytes) {
                    throw new AnswerTooLargeException(mostBytes);
                }
                // A server that sends a byte now and then never trips the socket's own time-out.
                if (System.nanoTime() - start > longest.toNanos()) {
                    throw new InterruptedIOException("the answer took longer than " + longest.toSeconds() + " s");
                }
                all.append(part, 0, n);
            }
        }
        return all.toByteArray();
    }

    /** The answer is larger than anything that a CRM has to say. */
    static final class AnswerTooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        AnswerTooLargeException(int mostBytes) {
            super("the answer is larger than " + mostBytes + " bytes");
        }
    }
}
