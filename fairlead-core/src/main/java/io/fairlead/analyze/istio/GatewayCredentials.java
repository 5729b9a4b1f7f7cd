package io.fairlead.analyze.istio;

import io.fairlead.analyze.base.Analyzer;
import io.fairlead.analyze.base.FindingCode;
import io.fairlead.analyze.base.HostPattern;
import io.fairlead.analyze.base.Inventory;
import io.fairlead.analyze.base.LabelSelector;
import io.fairlead.analyze.base.Pods;
import io.fairlead.analyze.base.Report;
import io.fairlead.resource.Bytes;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.Gateway;
import io.fairlead.resource.Resource;
import io.fairlead.resource.ResourceKind;
import io.fairlead.resource.Secret;
import io.fairlead.resource.ServerTlsSettings;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;

/** Whether the credentials of gateways can be used. Source: Istio {@code analyzers/gateway/secret.go}. */
final class GatewayCredentials implements Analyzer {
    private final InstantSource clock;

    /**
     * @param clock what certificates must be valid at
     */
    GatewayCredentials(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void analyze(Inventory inventory, Report report) {
        Pods pods = Pods.of(inventory);
        for (Resource<Gateway> gateway : inventory.all(Gateway.class)) {
            LabelSelector selector = new LabelSelector(gateway.spec().selector());
            List<Pods.Pod> selected = pods.selected(selector);
            if (selected.isEmpty()) {
                GatewayWorkloads.reportNoPod(gateway, selector, report);
                continue;
            }
            String namespace = selected.get(0).namespace();
            for (int i = 0; i < gateway.spec().servers().size(); i++) {
                ServerTlsSettings tls = gateway.spec().servers().get(i).tls();
                if (tls != null && !tls.credentialName().isEmpty()) {
                    HostPattern.ServiceName name = HostPattern.nameOrPath(namespace, tls.credentialName());
                    check(gateway, i, name, inventory, report);
                }
            }
        }
    }

    private void check(
            Resource<Gateway> gateway, int server, HostPattern.ServiceName name, Inventory inventory, Report report) {
        FieldPath path =
                FieldPath.of("spec", "servers").index(server).field("tls").field("credentialName");
        Resource<?> found = inventory.find(ResourceKind.SECRET, name.namespace(), name.name());
        if (found == null) {
            report.add(
                    FindingCode.NOT_FOUND,
                    gateway,
                    path,
                    "There is no Secret " + name.namespace() + "/" + name.name() + ".",
                    "Add it to the namespace of the gateway's workload, or mend the name.");
        } else if (!(found.spec() instanceof Secret secret) || !isUsable(secret)) {
            report.add(
                    FindingCode.UNUSABLE_CREDENTIAL,
                    gateway,
                    path,
                    "The Secret " + name.namespace() + "/" + name.name() + " holds no usable certificate and key.",
                    "Write tls.crt and tls.key, PEM, with a certificate that is valid now.");
        }
    }

    /** What is written as text does not count: only an API server moves it to where Istio looks. */
    private boolean isUsable(Secret secret) {
        Map<String, Bytes> data = secret.data();
        if (hasBoth(data, "cert", "key")) {
            return isUsable(data.getOrDefault("cert", Bytes.EMPTY));
        }
        return hasBoth(data, "tls.crt", "tls.key") && isUsable(data.getOrDefault("tls.crt", Bytes.EMPTY));
    }

    private static boolean hasBoth(Map<String, Bytes> data, String one, String other) {
        return data.getOrDefault(one, Bytes.EMPTY).size() > 0
                && data.getOrDefault(other, Bytes.EMPTY).size() > 0;
    }

    private boolean isUsable(Bytes pem) {
        try {
            Date now = Date.from(clock.instant());
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Certificate certificate : factory.generateCertificates(new ByteArrayInputStream(firstBlock(pem)))) {
                ((X509Certificate) certificate).checkValidity(now);
            }
            return true;
        } catch (CertificateException | IllegalArgumentException e) {
            return false;
        }
    }

    /** The content of the first PEM block. Throws {@link IllegalArgumentException} if there is none. */
    private static byte[] firstBlock(Bytes pem) {
        String text = new String(pem.toArray(), StandardCharsets.ISO_8859_1);
        int begin = text.indexOf("-----BEGIN ");
        int start = text.indexOf('\n', Math.max(begin, 0));
        int end = text.indexOf("-----END ", Math.max(start, 0));
        if (begin < 0 || start < 0 || end < 0) {
            throw new IllegalArgumentException("no PEM block");
        }
        String body = text.substring(start, end);
        int headers = body.lastIndexOf(':');
        int firstLine = headers < 0 ? 0 : body.indexOf('\n', headers);
        return Base64.getMimeDecoder().decode(body.substring(Math.max(firstLine, 0)));
    }
}
