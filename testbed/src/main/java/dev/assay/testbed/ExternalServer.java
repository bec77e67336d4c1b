package dev.assay.testbed;

import java.util.Map;

/** Is a server that somebody else runs. */
final class ExternalServer implements Server {
  private final String uri;
  private final ServerDescription description;
  private final Map<String, String> durability;

  ExternalServer(String uri, ServerDescription description, Map<String, String> durability) {
    this.uri = uri;
    this.description = description;
    this.durability = Map.copyOf(durability);
  }

  @Override
  public String uri() {
    return uri;
  }

  @Override
  public ServerDescription description() {
    return description;
  }

  @Override
  public Map<String, String> durability() {
    return durability;
  }

  @Override
  public boolean controllable() {
    return false;
  }

  @Override
  public void kill() {
    throw refusal();
  }

  @Override
  public void pause() {
    throw refusal();
  }

  @Override
  public void resume() {
    throw refusal();
  }

  @Override
  public void restart() {
    throw refusal();
  }

  private static UnsupportedOperationException refusal() {
    return new UnsupportedOperationException(
        "An external server is not killed, paused or restarted from here.");
  }

  @Override
  public void close() {
    // It was running before, and goes on.
  }

  @Override
  public String toString() {
    return description.toString();
  }
}
