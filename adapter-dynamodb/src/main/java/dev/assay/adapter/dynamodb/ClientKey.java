package dev.assay.adapter.dynamodb;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * What tells clients apart: handles with equal keys share one.
 *
 * @param endpoint the address of a server of one's own; empty for the service
 * @param region the region; empty lets the SDK find it
 * @param profile the profile in the SDK's files; empty lets the SDK choose
 * @param timeout the time budget of a call, which bounds its connections
 */
record ClientKey(
    Optional<URI> endpoint, Optional<String> region, Optional<String> profile, Duration timeout) {

  /** Names the server for a person. */
  String server() {
    return endpoint
        .map(address -> "DynamoDB at " + address.getAuthority())
        .orElseGet(() -> "DynamoDB" + region.map(name -> " in " + name).orElse(""));
  }
}
