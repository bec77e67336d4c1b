package dev.assay.tck.history;

import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import java.util.List;

/** One thing that a client of an event workload does. */
sealed interface EventStep {

  /** Does it. */
  void take(EventClient client);

  /** The kinds of steps, for a mix to weigh. */
  enum Kind {
    /** Commit a fresh request. */
    SEND,
    /** Commit a request that somebody commits right now or has committed before. */
    REPEAT,
    /** Commit a list. */
    LIST,
    /** Commit to several streams together. */
    TOGETHER,
    /** Read a slice. */
    READ,
    /** Find the receipt of a request. */
    FIND,
    /** Ask who holds a key. */
    HOLDER,
    /** Ask where the feed ends. */
    END
  }

  /** Commits. */
  record Send(PlannedCommit commit) implements EventStep {
    @Override
    public void take(EventClient client) {
      client.send(commit);
    }
  }

  /** Commits a list of independent commits. */
  record SendList(List<PlannedCommit> commits) implements EventStep {
    @Override
    public void take(EventClient client) {
      client.sendList(commits);
    }
  }

  /** Commits to several streams, all or nothing. */
  record SendTogether(List<PlannedCommit> commits) implements EventStep {
    @Override
    public void take(EventClient client) {
      client.sendTogether(commits);
    }
  }

  /**
   * Reads a slice.
   *
   * @param from where to start, as a share of the stream that the client knows
   */
  record Read(StreamId stream, double from, int max, Direction direction) implements EventStep {
    @Override
    public void take(EventClient client) {
      client.read(stream, from, max, direction);
    }
  }

  /** Finds the receipt of a request. */
  record Find(StreamId stream, RequestId request) implements EventStep {
    @Override
    public void take(EventClient client) {
      client.find(stream, request);
    }
  }

  /** Asks who holds a key. */
  record AskHolder(Claim claim) implements EventStep {
    @Override
    public void take(EventClient client) {
      client.askHolder(claim);
    }
  }

  /**
   * Asks where a feed partition ends.
   *
   * @param number names the partition, modulo their number
   */
  record AskEnd(int number) implements EventStep {
    @Override
    public void take(EventClient client) {
      client.askEnd(number);
    }
  }
}
