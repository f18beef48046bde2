package dev.bwe.webrtc.dtls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.bwe.webrtc.srtp.SrtpKeys;
import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.bc.BcRSAContentSignerBuilder;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A peer with an RSA certificate and no wish for SRTP, in both roles: a data channel library of some age. */
@Timeout(60)
class DtlsRsaPeerTest implements DtlsSession.Listener {
    private static final Executor DAEMON = task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    };

    private final BcTlsCrypto crypto = new BcTlsCrypto(new SecureRandom());
    private final LinkedBlockingQueue<Runnable> io = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<byte[]> toPeer = new LinkedBlockingQueue<>();
    private byte[] der;
    private AsymmetricKeyParameter key;
    private DtlsSession session;
    private boolean connected;
    private SrtpKeys keys;
    private String failure;
    private byte[] received;

    @BeforeEach
    void makeCertificate() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        key = PrivateKeyFactory.createKey(pair.getPrivate().getEncoded());
        X500Name name = new X500Name("CN=peer");
        der = new X509v3CertificateBuilder(
                        name,
                        BigInteger.ONE,
                        Date.from(Instant.EPOCH),
                        Date.from(Instant.now()),
                        name,
                        SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()))
                .build(new BcRSAContentSignerBuilder(
                                new DefaultSignatureAlgorithmIdentifierFinder().find("SHA1withRSA"),
                                new DefaultDigestAlgorithmIdentifierFinder().find("SHA-1"))
                        .build(key))
                .getEncoded();
    }

    @AfterEach
    void closeSession() {
        session.close();
    }

    @Test
    void rsaServerWithoutSrtpIsAccepted() throws Exception {
        open(DtlsRole.CLIENT);
        CompletableFuture<DTLSTransport> peer = new CompletableFuture<>();
        DAEMON.execute(() -> complete(peer, () -> new DTLSServerProtocol().accept(new Server(), transport())));
        session.start();
        assertTalks(peer);
    }

    @Test
    void rsaClientWithoutSrtpIsAccepted() throws Exception {
        open(DtlsRole.SERVER);
        CompletableFuture<DTLSTransport> peer = new CompletableFuture<>();
        DAEMON.execute(() -> complete(peer, () -> new DTLSClientProtocol().connect(new Client(), transport())));
        assertTalks(peer);
    }

    private void open(DtlsRole role) {
        session = new DtlsSession(
                DtlsIdentity.generate(),
                role,
                List.of(Fingerprint.sha256(der)),
                DAEMON,
                io::add,
                () -> {},
                (buf, off, len) -> toPeer.add(Arrays.copyOfRange(buf, off, off + len)),
                this);
    }

    private void assertTalks(CompletableFuture<DTLSTransport> peer) throws Exception {
        while (!connected && failure == null) {
            io.take().run();
        }
        assertNull(failure);
        assertNull(keys);
        peer.get(30, TimeUnit.SECONDS).send(new byte[] {7}, 0, 1);
        while (received == null && failure == null) {
            io.take().run();
        }
        assertArrayEquals(new byte[] {7}, received);
    }

    private interface Handshake {
        DTLSTransport run() throws IOException;
    }

    private static void complete(CompletableFuture<DTLSTransport> future, Handshake handshake) {
        try {
            future.complete(handshake.run());
        } catch (IOException e) {
            future.completeExceptionally(e);
        }
    }

    private DatagramTransport transport() {
        return new DatagramTransport() {
            @Override
            public int getReceiveLimit() {
                return 1500;
            }

            @Override
            public int getSendLimit() {
                return 1200;
            }

            @Override
            public int receive(byte[] buf, int off, int len, int waitMillis) throws IOException {
                try {
                    byte[] datagram = toPeer.poll(waitMillis, TimeUnit.MILLISECONDS);
                    if (datagram == null) {
                        return -1;
                    }
                    System.arraycopy(datagram, 0, buf, off, datagram.length);
                    return datagram.length;
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }

            @Override
            public void send(byte[] buf, int off, int len) {
                byte[] copy = Arrays.copyOfRange(buf, off, off + len);
                io.add(() -> session.receive(copy, 0, copy.length));
            }

            @Override
            public void close() {}
        };
    }

    private TlsCredentialedSigner signer(TlsContext context) throws IOException {
        Certificate chain = new Certificate(new TlsCertificate[] {new BcTlsCertificate(crypto, der)});
        return new BcDefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context),
                crypto,
                key,
                chain,
                SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.rsa));
    }

    private final class Client extends DefaultTlsClient {
        private Client() {
            super(crypto);
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.DTLSv12.only();
        }

        @Override
        public TlsAuthentication getAuthentication() {
            return new TlsAuthentication() {
                @Override
                public void notifyServerCertificate(TlsServerCertificate certificate) {}

                @Override
                public TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
                    return signer(context);
                }
            };
        }
    }

    private final class Server extends DefaultTlsServer {
        private Server() {
            super(crypto);
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.DTLSv12.only();
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return new int[] {CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256};
        }

        @Override
        protected TlsCredentialedSigner getRSASignerCredentials() throws IOException {
            return signer(context);
        }
    }

    @Override
    public void onConnected(SrtpKeys srtpKeys) {
        connected = true;
        keys = srtpKeys;
    }

    @Override
    public void onApplicationData(byte[] buf, int off, int len) {
        received = Arrays.copyOfRange(buf, off, off + len);
    }

    @Override
    public void onFailed(String reason) {
        failure = reason;
    }

    @Override
    public void onClosed() {
        assertEquals(null, "closed");
    }
}
