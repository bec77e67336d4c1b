package dev.assay.adapter.redis;

import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.protocol.AsyncCommand;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call on its way: how often it was sent, whether an answer was lost, and what it came to.
 *
 * <p>Once an answer was lost, no refusal is certain any more: an earlier sending may have been
 * applied and overtaken since, or may still arrive. Used by one thread.
 *
 * @param <T> what is answered
 */
final class Sending<T> {

  private static final int MAX_SENDINGS = 3;

  private final Call<T> call;
  private int sent;
  private boolean whole;
  private @Nullable Throwable lost;
  private @Nullable T value;
  private @Nullable StoreException failure;
  private boolean settled;
  private boolean refused;

  Sending(Call<T> call) {
    this.call = call;
  }

  /** Makes the command for the next sending. */
  AsyncCommand<String, String, List<String>> command() {
    sent++;
    return call.command(whole);
  }

  /** Tells whether it needs no further sending. */
  boolean isSettled() {
    return settled;
  }

  /** Tells whether the server is there and answered by an error. */
  boolean isRefused() {
    return refused;
  }

  /** Takes what the server answered. */
  void answered(List<String> texts, boolean maybeTwice) {
    if (maybeTwice && call.kind() != Call.Kind.READ) {
      lost(new IllegalStateException("The connection was lost and made again by the client"));
    }
    try {
      value = call.read().apply(texts);
      settled = true;
    } catch (StoreException e) {
      refuse(e);
    }
  }

  /** Takes an answer that is an error; what can be sent again is left unsettled. */
  void answered(RedisCommandExecutionException error) {
    if (RedisErrors.isUnknownScript(error) && !whole) {
      whole = true;
    } else if (!RedisErrors.isPassing(error)) {
      refused = true;
      give(error, RedisErrors.isRefusal(error));
    }
  }

  /** Takes the loss of its answer; what may be sent again is left unsettled. */
  void lose(Throwable error, boolean again) {
    lost(error);
    if (!again || call.kind() == Call.Kind.ONCE || sent >= MAX_SENDINGS) {
      give(error, false);
    }
  }

  /** Takes it that it is not sent any more. */
  void abandon(StoreException error) {
    refuse(error);
  }

  /** Takes it that the server went on refusing for the time being. */
  void abandon(RedisCommandExecutionException error) {
    give(error, true);
  }

  private void lost(Throwable error) {
    if (lost == null) {
      lost = error;
    }
  }

  private void refuse(StoreException error) {
    if (lost != null && call.kind() != Call.Kind.READ) {
      settle(unknown(lost));
    } else {
      settle(error);
    }
  }

  private void give(Throwable error, boolean certain) {
    boolean harmless = call.kind() == Call.Kind.READ || (certain && lost == null);
    settle(harmless ? unavailable(error) : unknown(lost == null ? error : lost));
  }

  private void settle(StoreException error) {
    failure = error;
    settled = true;
  }

  private StoreUnavailable unavailable(Throwable error) {
    return new StoreUnavailable(
        "%s failed: %s".formatted(call.what(), RedisErrors.reason(error)), error);
  }

  private OutcomeUnknown unknown(Throwable error) {
    return new OutcomeUnknown(
        "%s may or may not have been applied: %s".formatted(call.what(), RedisErrors.reason(error)),
        error);
  }

  /** Returns the answer, or throws why there is none. */
  T result() {
    if (failure != null) {
      throw failure;
    }
    return answer().orElseThrow(() -> new IllegalStateException("the call is not settled"));
  }

  private Optional<T> answer() {
    return Optional.ofNullable(value);
  }

  /**
   * Returns the answer, which refuses: that is certain only if no answer was lost.
   *
   * @throws OutcomeUnknown if one was
   */
  T refusal() {
    if (lost != null) {
      throw unknown(lost);
    }
    return result();
  }
}
