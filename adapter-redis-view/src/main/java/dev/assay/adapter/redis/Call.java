package dev.assay.adapter.redis;

import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One call to the server, and how its answer is read.
 *
 * @param what names the call at the start of a sentence, such as {@code The write of a view}
 * @param kind what may become of it when its answer is lost
 * @param type the command, if it is no script
 * @param script the script, if it is one
 * @param keys the keys; the first one leads to the server
 * @param arguments the rest
 * @param read reads the answer
 * @param <T> what is read
 */
record Call<T>(
    String what,
    Kind kind,
    CommandType type,
    Optional<Script> script,
    List<String> keys,
    List<String> arguments,
    Function<List<String>, T> read) {

  /** What may become of a call whose answer is lost. */
  enum Kind {
    /** It changes nothing: it is sent again, and its failure is no more than that. */
    READ,
    /** It carries an attempt id, by which the server knows it again: it is sent again. */
    ATTEMPT,
    /** It is sent once. */
    ONCE
  }

  static <T> Call<T> script(
      String what,
      Kind kind,
      Script script,
      List<String> keys,
      List<String> arguments,
      Function<List<String>, T> read) {
    return new Call<>(what, kind, CommandType.EVALSHA, Optional.of(script), keys, arguments, read);
  }

  static <T> Call<T> reading(
      String what,
      CommandType type,
      List<String> keys,
      List<String> arguments,
      Function<List<String>, T> read) {
    return new Call<>(what, Kind.READ, type, Optional.empty(), keys, arguments, read);
  }

  /** Makes the command, by the name of its script or with its whole source. */
  AsyncCommand<String, String, List<String>> command(boolean whole) {
    CommandArgs<String, String> args = new CommandArgs<>(StringCodec.UTF8);
    script.ifPresent(code -> args.add(whole ? code.text() : code.digest()).add(keys.size()));
    args.addKeys(keys).addValues(arguments);
    CommandType word = whole && script.isPresent() ? CommandType.EVAL : type;
    return new AsyncCommand<>(new Command<>(word, new Texts(), args));
  }
}
