package io.fairlead.resource;

/** What an object of one kind says, apart from its name: the content of {@code spec}. */
public sealed interface ResourceSpec
        permits VirtualService,
                DestinationRule,
                Gateway,
                ServiceEntry,
                WorkloadEntry,
                Sidecar,
                Service,
                EndpointSlice,
                Secret,
                Rollout {}
