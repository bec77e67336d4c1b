package dev.assay.adapter.dynamodb;

import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * What the local server never does by itself: requests that are refused as throttled or in
 * conflict, lost before they reach the server or after it has applied them, and answers that leave
 * something out. Each trouble strikes the next request of its type once.
 */
final class Troubles implements ExecutionInterceptor {

  private final Map<Class<?>, Deque<Function<SdkRequest, RuntimeException>>> before =
      new ConcurrentHashMap<>();
  private final Map<Class<?>, Deque<RuntimeException>> after = new ConcurrentHashMap<>();
  private final Map<Class<?>, Deque<UnaryOperator<SdkResponse>>> answers =
      new ConcurrentHashMap<>();

  /** Lets a request fail before it is sent. */
  Troubles before(Class<?> request, RuntimeException error) {
    return before(request, sent -> error);
  }

  /** Lets a request fail before it is sent, with a look at it. */
  Troubles before(Class<?> request, Function<SdkRequest, RuntimeException> error) {
    before.computeIfAbsent(request, absent -> new ConcurrentLinkedDeque<>()).add(error);
    return this;
  }

  /** Loses the answer to a request that the server has judged. */
  Troubles loseAnswer(Class<?> request) {
    after.computeIfAbsent(request, absent -> new ConcurrentLinkedDeque<>()).add(lost());
    return this;
  }

  /** Changes an answer. */
  Troubles answer(Class<?> request, UnaryOperator<SdkResponse> change) {
    answers.computeIfAbsent(request, absent -> new ConcurrentLinkedDeque<>()).add(change);
    return this;
  }

  /** Returns how many troubles are still to come. */
  int left() {
    return before.values().stream().mapToInt(Deque::size).sum()
        + after.values().stream().mapToInt(Deque::size).sum()
        + answers.values().stream().mapToInt(Deque::size).sum();
  }

  static RuntimeException lost() {
    return SdkClientException.create("the connection was lost");
  }

  @Override
  public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes unused) {
    Function<SdkRequest, RuntimeException> error = next(before, context.request());
    if (error != null) {
      throw error.apply(context.request());
    }
  }

  @Override
  public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes unused) {
    RuntimeException error = next(after, context.request());
    if (error != null) {
      throw error;
    }
  }

  @Override
  public SdkResponse modifyResponse(Context.ModifyResponse context, ExecutionAttributes unused) {
    UnaryOperator<SdkResponse> change = next(answers, context.request());
    return change == null ? context.response() : change.apply(context.response());
  }

  private static <T> @Nullable T next(Map<Class<?>, Deque<T>> all, SdkRequest request) {
    Deque<T> some = all.get(request.getClass());
    return some == null ? null : some.poll();
  }
}
