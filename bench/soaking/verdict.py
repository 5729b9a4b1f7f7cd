"""What has to hold at the end of a soak. Each rule is a function of the results that returns what is wrong, if anything.

Failures of Fairlead are compared with Envoy's round by round, kind of client by kind of client, by the rank test of Mann and
Whitney: a rule fails if Fairlead would lose so many more with a probability of less than ALARM if both were alike. With fewer
than seven rounds each no difference is that unlikely, so that short runs compare nothing.
"""
import math

ALARM = 0.0005
HEAP_SHARE, HEAP_BYTES = 1.10, 6 << 20
BUFFER_BYTES = 8 << 20
NEVER = ("corrupt", "no answer", "refused")
FINE = ("ok", "overflow")


def failures(counts):
    return sum(number for outcome, number in counts.items() if outcome not in FINE)


def rank_test(ours, theirs):
    """The probability that our numbers rank so high or higher if both came from one distribution; ties are accounted for."""
    n, m = len(ours), len(theirs)
    values = sorted(ours + theirs)
    ranks, ties, start = {}, 0.0, 0
    while start < len(values):
        end = start
        while end < len(values) and values[end] == values[start]:
            end += 1
        ranks[values[start]] = (start + 1 + end) / 2
        ties += (end - start) ** 3 - (end - start)
        start = end
    u = sum(ranks[value] for value in ours) - n * (n + 1) / 2
    total = n + m
    variance = n * m / 12 * ((total + 1) - ties / (total * (total - 1))) if total > 1 else 0
    if variance <= 0:
        return 1.0
    return 0.5 * math.erfc((u - n * m / 2 - 0.5) / math.sqrt(2 * variance))


def losses(results):
    ours, theirs = results["fairlead"]["rounds"], results.get("envoy", {}).get("rounds")
    if theirs is None:
        return
    for kind in ours[0]:
        probability = rank_test([failures(each[kind]) for each in ours], [failures(each[kind]) for each in theirs])
        if probability < ALARM:
            yield "%s: more requests lost than with Envoy (p = %.1e)" % (kind, probability)


def never(results):
    for number, each in enumerate(results["fairlead"]["rounds"], 1):
        for kind, counts in each.items():
            for outcome in NEVER:
                if counts.get(outcome):
                    yield "%s: %d times %s in round %d" % (kind, counts[outcome], outcome, number)


def served(results):
    for kind in results["fairlead"]["rounds"][0]:
        if not any(each[kind].get("ok") for each in results["fairlead"]["rounds"]):
            yield "%s: nothing was served" % kind


def buffers(results):
    run = results["fairlead"]
    if run["leaks"]:
        yield "%d buffers leaked: %s" % (len(run["leaks"]), run["leaks"][0])
    before, after = run["before"]["buffer_bytes"], run["after"]["buffer_bytes"]
    if after > before + BUFFER_BYTES:
        yield "memory for buffers grew from %d to %d bytes" % (before, after)


def heap(results):
    before, after = results["fairlead"]["before"]["heap_bytes"], results["fairlead"]["after"]["heap_bytes"]
    if after > before * HEAP_SHARE + HEAP_BYTES:
        yield "the heap grew from %d to %d bytes" % (before, after)


def connections(results):
    after = results["fairlead"]["after"]
    for name in ("downstream", "requests", "upstream", "pending"):
        if after[name] != 0:
            yield "%d left of %s" % (after[name], name)
    if after["fds"] > results["fairlead"]["before"]["fds"] + 8:
        yield "file descriptors grew from %d to %d" % (results["fairlead"]["before"]["fds"], after["fds"])
    if after["threads"] > results["fairlead"]["before"]["threads"] + 8:
        yield "threads grew from %d to %d" % (results["fairlead"]["before"]["threads"], after["threads"])


def configuration(results):
    run = results["fairlead"]
    if run["after"]["reload_failures"]:
        yield "%d changes of the configuration were refused" % run["after"]["reload_failures"]
    if run["after"]["reloads"] - run["before"]["reloads"] < run["changes"] / 2:
        yield "only %d of %d changes were taken" % (run["after"]["reloads"] - run["before"]["reloads"], run["changes"])


def errors(results):
    if results["fairlead"]["errors"]:
        yield "%d errors in the log: %s" % (len(results["fairlead"]["errors"]), results["fairlead"]["errors"][0])


RULES = (losses, never, served, buffers, heap, connections, configuration, errors)


def judge(results):
    return ["%s: %s" % (rule.__name__, wrong) for rule in RULES for wrong in rule(results)]


def healthy():
    """Results with which nothing is wrong."""
    state = {"heap_bytes": 40 << 20, "buffer_bytes": 16 << 20, "downstream": 0, "requests": 0, "upstream": 0, "pending": 0,
             "fds": 60, "threads": 20, "reloads": 10, "reload_failures": 0}
    rounds = [{"get": {"ok": 1000, "status 503": number % 3}, "slow": {"ok": 10}} for number in range(20)]
    return {"fairlead": {"rounds": rounds, "leaks": [], "errors": [], "changes": 100, "before": dict(state),
                         "after": dict(state, reloads=108)},
            "envoy": {"rounds": [{"get": {"ok": 900, "status 503": (number + 1) % 3}, "slow": {"ok": 9}}
                                 for number in range(20)]}}


def self_check():
    """Breaks healthy results in one way after the other; returns the ways that no rule noticed."""
    def lose(results):
        for each in results["fairlead"]["rounds"]:
            each["get"]["status 503"] += 2

    def put(part, name, value):
        return lambda results: results["fairlead"][part].__setitem__(name, value)

    breakages = {
        "losses": lose,
        "never": lambda results: results["fairlead"]["rounds"][3]["slow"].__setitem__("corrupt", 1),
        "served": lambda results: [each.__setitem__("slow", {"closed": 1}) for each in results["fairlead"]["rounds"]],
        "buffers": lambda results: results["fairlead"]["leaks"].append("LEAK"),
        "buffers ": put("after", "buffer_bytes", 32 << 20),
        "heap": put("after", "heap_bytes", 60 << 20),
        "connections": put("after", "upstream", 1),
        "connections ": put("after", "fds", 100),
        "configuration": put("after", "reload_failures", 1),
        "configuration ": put("after", "reloads", 12),
        "errors": lambda results: results["fairlead"]["errors"].append("ERROR"),
    }
    unnoticed = ["false alarm: " + wrong for wrong in judge(healthy())]
    for rule, broken in breakages.items():
        results = healthy()
        broken(results)
        if not any(wrong.startswith(rule.strip() + ":") for wrong in judge(results)):
            unnoticed.append("unnoticed: " + rule.strip())
    return unnoticed
