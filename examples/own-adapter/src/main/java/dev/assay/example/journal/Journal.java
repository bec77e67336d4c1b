package dev.assay.example.journal;

import dev.assay.spi.CorruptStore;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.Realm;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Event;
import dev.assay.spi.event.FeedPosition;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.InvalidJson;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One journal file and what it says, shared by all handles of this process; another process is
 * refused by a file lock. Every method is called with this object's lock held.
 *
 * <p>A commit is judged against the memory, written as one line, forced to the disk, and only then
 * shown. A last line without its end was never acknowledged and is cut off when the file is opened.
 * Dropping a realm empties it for every reader; the text of its old lines stays in the file.
 */
final class Journal {

  private static final Map<Path, Journal> OPEN = new ConcurrentHashMap<>();

  // Not a FileChannel: an interrupt of any caller would close it for all (rule LIFECYCLE-9).
  private final RandomAccessFile file;
  private final Map<Realm, Content> realms = new HashMap<>();
  private long lastPosition;
  private boolean broken;

  /** What the journal says of one realm. */
  static final class Content {
    final Map<StreamId, List<RecordedEvent>> streams = new HashMap<>();
    final Map<StreamId, Map<RequestId, Receipt>> receipts = new HashMap<>();
    final NavigableMap<Cursor, RecordedCommit> feed = new TreeMap<>();
  }

  private Journal(Path path) throws IOException {
    file = new RandomAccessFile(path.toFile(), "rw");
    if (file.getChannel().tryLock() == null) {
      file.close();
      throw new StoreUnavailable("Another process has the journal " + path + " open", null);
    }
    load(path);
  }

  static Journal at(Path path) {
    return OPEN.computeIfAbsent(path.toAbsolutePath().normalize(), Journal::open);
  }

  private static Journal open(Path path) {
    try {
      return new Journal(path);
    } catch (IOException | OverlappingFileLockException e) {
      throw new StoreUnavailable("The journal " + path + " cannot be opened", e);
    }
  }

  Content content(Realm realm) {
    return realms.computeIfAbsent(realm, key -> new Content());
  }

  CommitResult commit(Realm realm, Commit commit) {
    Content content = content(realm);
    List<RecordedEvent> stream = content.streams.getOrDefault(commit.stream(), List.of());
    Optional<Receipt> original = receipt(content, commit.stream(), commit.request());
    if (original.isPresent()) {
      return new CommitResult.Duplicate(original.get());
    }
    if (!commit.expected().holdsAt(stream.size())) {
      return new CommitResult.VersionConflict(stream.size());
    }
    RecordedCommit recorded = recorded(commit, stream.size(), now(content, commit.stream()));
    JsonObject line = CommitJson.write(realm, recorded);
    append(line);
    show(line);
    notifyAll();
    return new CommitResult.Committed(recorded.receipt());
  }

  static Optional<Receipt> receipt(Content content, StreamId stream, RequestId request) {
    return Optional.ofNullable(content.receipts.getOrDefault(stream, Map.of()).get(request));
  }

  /** Appends a line that says that the realm is empty now; positions go on rising. */
  void drop(Realm realm) {
    append(JsonObject.of("dropped", Json.of(realm.name())));
    realms.put(realm, new Content());
  }

  private RecordedCommit recorded(Commit commit, long before, Instant at) {
    List<RecordedEvent> events = new ArrayList<>();
    for (Event event : commit.events()) {
      events.add(new RecordedEvent(commit.stream(), before + events.size() + 1, at, event));
    }
    Receipt receipt =
        new Receipt(
            commit.stream(),
            commit.request(),
            before,
            before + events.size(),
            commit.response(),
            at,
            new FeedPosition(0, new Cursor("%019d".formatted(lastPosition + 1))));
    return new RecordedCommit(receipt, events, false, commit.effects(), List.of(), List.of());
  }

  private static Instant now(Content content, StreamId stream) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    return content.receipts.getOrDefault(stream, Map.of()).values().stream()
        .map(Receipt::recordedAt)
        .reduce(now, (a, b) -> a.isAfter(b) ? a : b);
  }

  private void append(JsonObject line) {
    if (broken) {
      throw new StoreUnavailable("An earlier write failed; restart to read the journal anew", null);
    }
    try {
      write(line + "\n");
    } catch (IOException e) {
      broken = true;
      throw new OutcomeUnknown("The line may have been written; the journal failed", e);
    }
  }

  private void write(String text) throws IOException {
    file.seek(file.length());
    file.write(text.getBytes(StandardCharsets.UTF_8));
    file.getFD().sync();
  }

  private void show(JsonObject line) {
    RecordedCommit commit = CommitJson.read(line);
    Receipt receipt = commit.receipt();
    Content content = content(new Realm(CommitJson.text(line, "realm")));
    content
        .streams
        .computeIfAbsent(receipt.stream(), key -> new ArrayList<>())
        .addAll(commit.events());
    content
        .receipts
        .computeIfAbsent(receipt.stream(), key -> new HashMap<>())
        .put(receipt.request(), receipt);
    content.feed.put(receipt.position().cursor(), commit);
    lastPosition = Long.parseLong(receipt.position().cursor().text());
  }

  private void load(Path path) throws IOException {
    String text = Files.readString(path);
    int end = text.lastIndexOf('\n') + 1;
    file.setLength(text.substring(0, end).getBytes(StandardCharsets.UTF_8).length);
    int number = 0;
    for (String line : text.substring(0, end).lines().toList()) {
      number++;
      load(path, number, line);
    }
  }

  private void load(Path path, int number, String text) {
    try {
      JsonObject line = JsonObject.parse(text);
      if (line.get("dropped").isPresent()) {
        realms.put(new Realm(CommitJson.text(line, "dropped")), new Content());
      } else {
        show(line);
      }
    } catch (InvalidJson | IllegalStateException | ClassCastException e) {
      throw new CorruptStore(path + ", line " + number, "this is not a commit", e);
    }
  }
}
