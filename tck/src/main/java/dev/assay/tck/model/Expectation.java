package dev.assay.tck.model;

import dev.assay.spi.event.ExpectedVersion;

/** What a commit of a sequence expects, in terms of the version that its stream has then. */
enum Expectation {
  ANY("any version"),
  EXISTS("a version"),
  NO_STREAM("no stream"),
  HEAD("the version"),
  BELOW("one version less"),
  ABOVE("one version more");

  private final String text;

  Expectation(String text) {
    this.text = text;
  }

  ExpectedVersion at(long head) {
    return switch (this) {
      case ANY -> ExpectedVersion.any();
      case EXISTS -> ExpectedVersion.exists();
      case NO_STREAM -> ExpectedVersion.noStream();
      case HEAD -> ExpectedVersion.exactly(head);
      case BELOW -> ExpectedVersion.exactly(Math.max(0, head - 1));
      case ABOVE -> ExpectedVersion.exactly(head + 1);
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
