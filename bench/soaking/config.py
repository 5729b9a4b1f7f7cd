"""The same routing for Fairlead and for Envoy, in versions that follow each other: other weights, endpoints and routes."""
import json

BASE_PORT = 29000
FAST = {name: BASE_PORT + 1 + i for i, name in enumerate("ABCDE")}
ODD = {"odd1": BASE_PORT + 11, "odd2": BASE_PORT + 12}
IDLE_SECONDS = 3
TLS_OFFSET = 5
UNLIMITED = 4294967295
DEFAULT_RETRY = {"retry_on": "connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes", "num_retries": 2,
                 "retry_host_predicate": [{"name": "envoy.retry_host_predicates.previous_hosts", "typed_config": {
                     "@type": "type.googleapis.com/envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate"}}],
                 "host_selection_retry_max_attempts": 5}


class Version:
    """One of the configurations that follow each other; they repeat, so that what is counted by name does not grow."""

    def __init__(self, number):
        self.number = number
        self.weights = [(70, 30), (50, 50), (90, 10), (100, 0)][number % 4]
        self.v1 = ["AB", "ABE", "BE"][number // 2 % 3]
        self.extra_routes = number * 7 % 5


def service(name, endpoints, subset):
    lines = "\n".join("  - {address: 127.0.0.1, ports: {http: %d}, labels: {version: %s}}" % (port, subset(key))
                      for key, port in endpoints)
    return """
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: %s, namespace: default}
spec:
  hosts: [%s.soak.test]
  resolution: STATIC
  ports: [{number: 80, name: http, protocol: HTTP}]
  endpoints:
%s""" % (name, name, lines)


def fairlead(version, port, certificate):
    fast = [(key, FAST[key]) for key in version.v1 + "CD"]
    extra = "".join("  - match: [{uri: {prefix: /extra/%d}}]\n    route: [{destination: {host: fast.soak.test, subset: v1}}]\n"
                    % i for i in range(version.extra_routes))
    return """apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: soak, namespace: default}
spec:
  servers:
  - port: {number: %d, name: http, protocol: HTTP}
    hosts: ["*"]
  - port: {number: %d, name: https, protocol: HTTPS}
    hosts: ["*"]
    tls: {mode: SIMPLE, serverCertificate: %s, privateKey: %s}
%s
%s
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: fast, namespace: default}
spec:
  host: fast.soak.test
  trafficPolicy: {connectionPool: {tcp: {connectTimeout: 2s}, http: {idleTimeout: %ds}}}
  subsets:
  - {name: v1, labels: {version: v1}}
  - {name: v2, labels: {version: v2}}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: odd, namespace: default}
spec:
  host: odd.soak.test
  trafficPolicy: {connectionPool: {tcp: {connectTimeout: 2s}, http: {idleTimeout: %ds}}}
  subsets:
  - name: limited
    labels: {version: odd}
    trafficPolicy: {connectionPool: {tcp: {maxConnections: 3}, http: {http1MaxPendingRequests: 4, idleTimeout: %ds}}}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: soak, namespace: default}
spec:
  hosts: ["*"]
  gateways: [soak]
  http:
%s  - match: [{uri: {prefix: /odd/limited}}]
    route: [{destination: {host: odd.soak.test, subset: limited}}]
  - match: [{uri: {prefix: /odd/hang}}]
    timeout: 0.3s
    route: [{destination: {host: odd.soak.test}}]
  - match: [{uri: {prefix: /odd/flaky}}]
    retries: {attempts: 5, retryOn: "5xx"}
    route: [{destination: {host: odd.soak.test}}]
  - match: [{uri: {prefix: /odd}}]
    route: [{destination: {host: odd.soak.test}}]
  - match: [{uri: {prefix: /mirrored}}]
    mirrors: [{destination: {host: odd.soak.test}, percentage: {value: 100}}]
    route: [{destination: {host: fast.soak.test, subset: v1}}]
  - match: [{uri: {prefix: /retried}}]
    retries: {attempts: 3, retryOn: "connect-failure,reset"}
    route: &shares
    - {destination: {host: fast.soak.test, subset: v1}, weight: %d}
    - {destination: {host: fast.soak.test, subset: v2}, weight: %d}
  - route: *shares
""" % (port, port + TLS_OFFSET, *certificate, service("fast", fast, lambda key: "v2" if key in "CD" else "v1"), service("odd", ODD.items(), lambda key: "odd"),
       IDLE_SECONDS, IDLE_SECONDS, IDLE_SECONDS, extra, version.weights[0], version.weights[1])


def envoy_routes(version):
    def to(cluster, retry=None, timeout="0s", **more):
        return dict({"cluster": cluster, "timeout": timeout, "retry_policy": retry or DEFAULT_RETRY}, **more)

    shares = {"weighted_clusters": {"clusters": [{"name": "v1", "weight": version.weights[0]},
                                                 {"name": "v2", "weight": version.weights[1]}]}, "timeout": "0s"}
    mirror = [{"cluster": "odd", "runtime_fraction": {"default_value": {"numerator": 100}}}]
    routes = [("/extra/%d" % i, to("v1")) for i in range(version.extra_routes)] + [
        ("/odd/limited", to("limited")),
        ("/odd/hang", to("odd", timeout="0.3s")),
        ("/odd/flaky", to("odd", dict(DEFAULT_RETRY, retry_on="5xx", num_retries=5))),
        ("/odd", to("odd")),
        ("/mirrored", to("v1", request_mirror_policies=mirror)),
        ("/retried", dict(shares, retry_policy=dict(DEFAULT_RETRY, retry_on="connect-failure,reset", num_retries=3))),
        ("/", dict(shares, retry_policy=DEFAULT_RETRY))]
    return {"resources": [{"@type": "type.googleapis.com/envoy.config.route.v3.RouteConfiguration", "name": "soak",
                           "virtual_hosts": [{"name": "soak", "domains": ["*"], "routes": [
                               {"match": {"prefix": prefix}, "route": action} for prefix, action in routes]}]}]}


def envoy_endpoints(version, cluster):
    ports = {"v1": [FAST[key] for key in version.v1], "v2": [FAST["C"], FAST["D"]]}.get(cluster, list(ODD.values()))
    return {"resources": [{"@type": "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment",
                           "cluster_name": cluster, "endpoints": [{"lb_endpoints": [
                               {"endpoint": {"address": {"socket_address": {"address": "127.0.0.1", "port_value": port}}}}
                               for port in ports]}]}]}


ENVOY_CLUSTERS = ("v1", "v2", "odd", "limited")


def envoy_bootstrap(folder, port, admin, certificate):
    def cluster(name):
        limits = {"max_connections": UNLIMITED, "max_pending_requests": UNLIMITED, "max_requests": UNLIMITED,
                  "max_retries": UNLIMITED}
        if name == "limited":
            limits.update(max_connections=3, max_pending_requests=4)
        return {"name": name, "type": "EDS", "connect_timeout": "2s", "lb_policy": "LEAST_REQUEST",
                "common_lb_config": {"healthy_panic_threshold": {"value": 0}},
                "eds_cluster_config": {"eds_config": {"path_config_source": {"path": "%s/%s.json" % (folder, name)}}},
                "circuit_breakers": {"thresholds": [limits]},
                "typed_extension_protocol_options": {"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
                    "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                    "common_http_protocol_options": {"idle_timeout": "%ds" % IDLE_SECONDS},
                    "explicit_http_config": {"http_protocol_options": {}}}}}

    manager = {"@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3."
                        "HttpConnectionManager",
               "stat_prefix": "soak", "stream_idle_timeout": "0s",
               "http_filters": [{"name": "router", "typed_config": {
                   "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}],
               "rds": {"route_config_name": "soak",
                       "config_source": {"path_config_source": {"path": "%s/routes.json" % folder}}}}
    tls = {"name": "tls", "typed_config": {
        "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext",
        "common_tls_context": {"tls_certificates": [{"certificate_chain": {"filename": certificate[0]},
                                                     "private_key": {"filename": certificate[1]}}]}}}

    def listener(number, **chain):
        return {"address": {"socket_address": {"address": "127.0.0.1", "port_value": number}},
                "filter_chains": [dict({"filters": [{"name": "http", "typed_config": manager}]}, **chain)]}

    return json.dumps({
        "node": {"id": "soak", "cluster": "soak"},
        "admin": {"address": {"socket_address": {"address": "127.0.0.1", "port_value": admin}}},
        "static_resources": {
            "listeners": [listener(port), listener(port + TLS_OFFSET, transport_socket=tls)],
            "clusters": [cluster(name) for name in ENVOY_CLUSTERS]}})
