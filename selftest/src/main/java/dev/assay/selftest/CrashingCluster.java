package dev.assay.selftest;

import dev.assay.spi.Declaration;
import dev.assay.spi.StoreUnavailable;
import dev.assay.tck.Backend;
import dev.assay.tck.ServerControl;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Three members that hold the same, in this process; they serve while a majority of them does. A
 * right cluster by itself; its subclasses are wrong about the loss of one.
 */
class CrashingCluster extends CrashingServer {

  private static final int SIZE = 3;

  private final List<Member> members =
      IntStream.range(0, SIZE).mapToObj(number -> new Member()).toList();

  /** One of the members. */
  final class Member implements ServerControl {

    private boolean down;
    private boolean frozen;

    @Override
    public void kill() {
      synchronized (CrashingCluster.this) {
        down = true;
        frozen = false;
      }
      lost();
    }

    @Override
    public void restart() {
      synchronized (CrashingCluster.this) {
        down = false;
        frozen = false;
      }
    }

    @Override
    public void pause() {
      synchronized (CrashingCluster.this) {
        frozen = true;
      }
    }

    @Override
    public void resume() {
      synchronized (CrashingCluster.this) {
        frozen = false;
      }
    }

    private boolean serves() {
      return !down && !frozen;
    }
  }

  /** Called when a member was killed. */
  void lost() {}

  /** Tells whether the first member serves. */
  final boolean firstServes() {
    return members.get(0).serves();
  }

  @Override
  void checkUp() {
    super.checkUp();
    if (members.stream().filter(Member::serves).count() <= SIZE / 2) {
      throw new StoreUnavailable("No majority of the cluster serves", null);
    }
  }

  @Override
  public Backend backend() {
    return new Backend.Server(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        Optional.of(this),
        List.copyOf(members));
  }

  @Override
  Declaration.Backend topology(Declaration.Backend one) {
    return new Declaration.Backend(one.name(), one.version(), SIZE + " nodes");
  }
}
