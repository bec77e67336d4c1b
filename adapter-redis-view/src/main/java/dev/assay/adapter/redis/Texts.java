package dev.assay.adapter.redis;

import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects an answer of whatever shape as a flat list of texts; what is nil is left out. */
final class Texts extends CommandOutput<String, String, List<String>> {

  Texts() {
    super(StringCodec.UTF8, new ArrayList<>());
  }

  @Override
  public void set(@Nullable ByteBuffer bytes) {
    if (bytes != null) {
      output.add(codec.decodeValue(bytes));
    }
  }

  @Override
  public void set(long integer) {
    output.add(String.valueOf(integer));
  }

  @Override
  public void set(double number) {
    output.add(String.valueOf(number));
  }

  @Override
  public void set(boolean flag) {
    output.add(String.valueOf(flag));
  }
}
