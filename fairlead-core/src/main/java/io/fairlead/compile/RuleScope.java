package io.fairlead.compile;

/** A rule of a VirtualService, compiled for one place. */
record RuleScope(ResolvedVirtualService service, Rule rule, ServerScope server) {}
