package dev.assay.tck;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * One call that is made over a network that fails, with names of its own, and what makes its answer
 * true. It is judged through another handle, over a network that works.
 *
 * @param <S> the type of the store
 * @param <A> the type of the answer
 */
abstract class FaultOperation<S, A> {

  private final String what;

  FaultOperation(String what) {
    this.what = what;
  }

  /** Names the call, for messages. */
  final String what() {
    return what;
  }

  /** Makes what the call needs; over a network that works. */
  void prepare() {}

  /** Calls; the same call again is its retry. */
  abstract A call(S handle);

  /** Tells whether an answer leaves nothing to be retried. */
  boolean settled(A answer) {
    return true;
  }

  /** Tells whether the caller was told, of all or of a part, that it is not applied. */
  boolean claimsNotApplied(Told<A> told) {
    return told instanceof Told.NotApplied;
  }

  /** Judges what the caller was told by its first call, when nobody has retried it. */
  abstract void judge(Told<A> first);

  /** Judges all that the caller was told, the last of which is settled, and what is there now. */
  abstract void judgeAll(List<Told<A>> told);

  final Told<A> ask(S handle, Duration budget) {
    Callable<A> call = () -> call(handle);
    return Told.by(what, budget, call);
  }

  /** Returns the last answer. */
  static <A> A last(List<Told<A>> told) {
    if (told.get(told.size() - 1) instanceof Told.Answered<A> answered) {
      return answered.answer();
    }
    throw new IllegalStateException("The last call was not answered");
  }

  /** Tells whether some call but the last may have been applied unknown to its caller. */
  static <A> boolean unknownBefore(List<Told<A>> told) {
    return told.subList(0, told.size() - 1).stream().anyMatch(Told.Unknown.class::isInstance);
  }
}
