package io.millrace.runners.core.state;

import io.millrace.runners.core.batch.Typed;
import io.millrace.runners.core.snapshot.StateSink;
import io.millrace.runners.core.state.ScopeCodec.SetTimer;
import io.millrace.runners.core.state.StoredQueue.Due;
import io.millrace.runners.core.state.StoredScope.StoredTimer;
import io.millrace.runners.core.store.StateTable;
import io.millrace.sdk.coders.Coder;
import io.millrace.sdk.coders.DecodeBuffer;
import io.millrace.sdk.coders.EncodeBuffer;
import io.millrace.sdk.coders.StringUtf8Coder;
import io.millrace.sdk.state.TimeDomain;
import io.millrace.sdk.transforms.windowing.BoundedWindow;
import io.millrace.sdk.transforms.windowing.GlobalWindow;
import io.millrace.sdk.transforms.windowing.PaneInfo;
import io.millrace.sdk.transforms.windowing.PaneInfo.PaneInfoCoder;
import io.millrace.sdk.values.WindowingStrategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Scopes in a store, of which some are at hand: those that something happened to, until there are
 * too many of them. Then all are written back, those that have changed.
 *
 * <p>Everything of a scope begins with its place: the hash of the key, whose first bits are the key
 * group; the key behind its length; and the window behind its length, unless there is only one. At
 * its place a scope has one record, with the content of cells of one value, its timers but for
 * families, and whether it has anything else: so a call costs one reading and at most one writing,
 * and a scope without a record has nothing anywhere. Cells of several values, families and elements
 * that wait have tables of their own, an entry for each. What is due in time stands in queues.
 */
final class StoredScopes extends KeyedScopes {

  /** How many scopes are at hand at most, and how many bytes of what they have in tables. */
  private static final int MOST_AT_HAND = 4096;

  private static final long MOST_BYTES_AT_HAND = 4 << 20;

  // The queues of a store, which are all in one table.
  private static final int HOLDS_TAG = 0;
  private static final int TURNS_TAG = 1;
  private static final int HOLDING_TAG = 2;
  private static final int EVENT_TAG = 3;
  private static final int PROCESSING_TAG = 4;
  static final int LIFE_TAG = 5;

  /** What else than cells and timers a scope has, as bits of a record. */
  private static final int FAMILIES = 1;

  private static final int WAITING = 2;
  private static final int EVENT_END = 4;
  private static final int PROCESSING_END = 8;

  private static final byte[] NOTHING = {};

  private static final Comparator<StoredScope> BY_PLACE =
      (a, b) -> Arrays.compareUnsigned(a.place, b.place);

  /** After all places: they have the length of a key in their ninth byte at the latest. */
  private static final byte[] END_OF_PLACES = new byte[16];

  static {
    Arrays.fill(END_OF_PLACES, (byte) 0xff);
  }

  private final StoreSpace space;
  private final StoredLifetimes lifetimes;
  private final List<Cell> cells;
  private final boolean keepsOnlyCells;
  private final boolean hasCollections;

  private final StateTable records;

  /** The places of scopes behind their windows; null if there is only one window. */
  private final @Nullable StateTable byWindow;

  private final @Nullable StateTable families;
  private final @Nullable StateTable waiting;

  private final Map<@Nullable Object, StoredScope> atHand = new LinkedHashMap<>();

  /** How many records there are. */
  private long recordCount;

  /** Timers in event time with their own time as output timestamp: the first of them holds. */
  private final StoredQueue holdingTimers;

  /** The other timers in event time. */
  private final StoredQueue eventTimers;

  private final StoredQueue processingTimers;

  /** Elements that wait, by their turn. */
  private final StoredQueue turns;

  /** The holds of all but holding timers and windows. */
  private final StoredQueue holdsInTime;

  private final EncodeBuffer out = new EncodeBuffer();
  private final EncodeBuffer part = new EncodeBuffer();

  StoredScopes(
      WindowingStrategy<?, ?> strategy,
      Coder<@Nullable Object> keyCoder,
      Coder<@Nullable Object> elementCoder,
      FunctionState function,
      ScopeCalls calls,
      StoreSpace space) {
    super(strategy, keyCoder, elementCoder, function, calls);
    this.space = space;
    this.lifetimes = (StoredLifetimes) function.lifetimes();
    this.cells = function.codec().cells();
    this.keepsOnlyCells = function.keepsOnlyCells();
    this.hasCollections = cells.stream().anyMatch(cell -> cell instanceof StoredCell);
    // Records are asked for by their whole keys only.
    this.records = space.table("scopes");
    this.byWindow = onlyGlobalWindow ? null : space.table("windows");
    this.families = function.hasFamilies() ? space.tableOfScopes("timer families") : null;
    this.waiting = timeSorted ? space.tableOfScopes("waiting elements") : null;
    this.holdingTimers = new StoredQueue(space, HOLDING_TAG);
    this.eventTimers = new StoredQueue(space, EVENT_TAG);
    this.processingTimers = new StoredQueue(space, PROCESSING_TAG);
    this.turns = new StoredQueue(space, TURNS_TAG);
    this.holdsInTime = new StoredQueue(space, HOLDS_TAG);
  }

  // ---- Elements

  @Override
  public void add(
      @Nullable Object key,
      int keyHash,
      @Nullable Object element,
      long timestampMillis,
      PaneInfo pane,
      BoundedWindow window) {
    if (isLate(timestampMillis, expiry(window))) {
      calls.droppedLate(element, timestampMillis, pane, window);
      return;
    }
    StoredScope scope = scope(key, keyHash, window);
    if (timeSorted) {
      keepForItsTurn(scope, element, timestampMillis, pane);
    } else {
      process(scope, element, timestampMillis, pane);
    }
    makeRoom();
  }

  @Override
  public long touch(@Nullable Object key, int keyHash) {
    return 0;
  }

  private void process(Scope scope, @Nullable Object element, long timestampMillis, PaneInfo pane) {
    call.begin(scope, timestampMillis, earliest(timestampMillis));
    calls.element(scope, element, timestampMillis, pane);
    call.end();
  }

  private void keepForItsTurn(
      StoredScope scope, @Nullable Object element, long timestampMillis, PaneInfo pane) {
    long number = space.nextNumber();
    StoredEntries entries = scope.waiting;
    if (entries == null) {
      entries = waiting(scope, false);
      scope.waiting = entries;
    }
    out.reset();
    try {
      PaneInfoCoder.of().encode(pane, out);
      elementCoder.encode(Typed.value(element), out);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "An element that waits for its turn cannot be kept: its coder "
              + elementCoder
              + " fails: "
              + e.getMessage(),
          e);
    }
    entries.put(waitingKey(timestampMillis, number), out.toByteArray());
    turns.add(
        new Due(turn(timestampMillis, scope.expiryMillis()), timestampMillis, number), scope.place);
    holdsInTime.add(Due.at(timestampMillis, number), NOTHING);
  }

  private StoredEntries waiting(StoredScope scope, boolean stored) {
    return new StoredEntries(space, there(waiting), scope.place, stored);
  }

  private static byte[] waitingKey(long timestampMillis, long number) {
    EncodeBuffer key = new EncodeBuffer(2 * Long.BYTES);
    ByteKeys.writeSigned(timestampMillis, key);
    ByteKeys.writeSigned(number, key);
    return key.toByteArray();
  }

  @Override
  long nextTurn() {
    return turns.nextTime();
  }

  @Override
  void deliver(long watermark) {
    StoredQueue.Entry due = turns.pollBefore(watermark);
    if (due == null) {
      return;
    }
    long timestamp = due.due().secondMillis();
    long number = due.due().number();
    try {
      StoredScope scope = scopeAt(due.content());
      StoredEntries entries = there(scope.waiting);
      byte[] key = waitingKey(timestamp, number);
      DecodeBuffer in = new DecodeBuffer(there(entries.get(key)));
      entries.remove(key);
      PaneInfo pane = PaneInfoCoder.of().decode(in);
      process(scope, elementCoder.decode(in), timestamp, pane);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // Rule H7: the hold is kept until what it protected is out.
    holdsInTime.remove(Due.at(timestamp, number));
    makeRoom();
  }

  private static <T> T there(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("The store has lost something that it was given");
    }
    return value;
  }

  // ---- Timers

  @Override
  void set(Scope scope, TimerDeclaration declaration, String id, long target, long output) {
    StoredScope stored = (StoredScope) scope;
    StoredTimer before = find(stored, declaration, id);
    StoredTimer timer = new StoredTimer(target, output, space.nextNumber());
    StoredQueue queue = queue(declaration, timer);
    // Rule T6: a timer of any domain holds.
    if (holds(queue, output)) {
      holdsInTime.add(Due.at(output, timer.number()), NOTHING);
    }
    if (before != null) {
      takeBack(declaration, before);
    }
    if (declaration.isFamily()) {
      StoredEntries entries = stored.families;
      if (entries == null) {
        entries = families(stored, false);
        stored.families = entries;
      }
      entries.put(familyKey(declaration, id), bytes(timer));
    } else {
      stored.named[declaration.index()] = timer;
    }
    queue.add(Due.at(target, timer.number()), reference(stored, declaration, id));
  }

  private StoredEntries families(StoredScope scope, boolean stored) {
    return new StoredEntries(space, there(families), scope.place, stored);
  }

  private StoredQueue queue(TimerDeclaration declaration, StoredTimer timer) {
    if (declaration.domain() == TimeDomain.EVENT_TIME) {
      return holdsByItself(declaration, timer.timeMillis(), timer.outputMillis())
          ? holdingTimers
          : eventTimers;
    }
    return processingTimers;
  }

  private boolean holds(StoredQueue queue, long output) {
    return queue != holdingTimers && output != PendingTimer.NO_OUTPUT_TIMESTAMP;
  }

  @Override
  void clear(Scope scope, TimerDeclaration declaration, String id) {
    StoredScope stored = (StoredScope) scope;
    StoredTimer timer = find(stored, declaration, id);
    if (timer != null) {
      takeBack(declaration, timer);
      unset(stored, declaration, id);
    }
  }

  private static @Nullable StoredTimer find(
      StoredScope scope, TimerDeclaration declaration, String id) {
    if (!declaration.isFamily()) {
      return scope.named[declaration.index()];
    }
    byte[] found = scope.families == null ? null : scope.families.get(familyKey(declaration, id));
    return found == null ? null : timer(found);
  }

  private static void unset(StoredScope scope, TimerDeclaration declaration, String id) {
    if (!declaration.isFamily()) {
      scope.named[declaration.index()] = null;
    } else if (scope.families != null) {
      scope.families.remove(familyKey(declaration, id));
    }
  }

  private void takeBack(TimerDeclaration declaration, StoredTimer timer) {
    StoredQueue queue = queue(declaration, timer);
    queue.remove(Due.at(timer.timeMillis(), timer.number()));
    release(queue, timer);
  }

  private void release(StoredQueue queue, StoredTimer timer) {
    if (holds(queue, timer.outputMillis())) {
      holdsInTime.remove(Due.at(timer.outputMillis(), timer.number()));
    }
  }

  private static byte[] familyKey(TimerDeclaration declaration, String id) {
    EncodeBuffer key = new EncodeBuffer();
    key.writeVarLong(declaration.index());
    encode(id, key);
    return key.toByteArray();
  }

  private static void encode(String id, EncodeBuffer to) {
    try {
      StringUtf8Coder.of().encode(id, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(StoredTimer timer) {
    EncodeBuffer bytes = new EncodeBuffer(3 * Long.BYTES);
    write(timer, bytes);
    return bytes.toByteArray();
  }

  private static void write(StoredTimer timer, EncodeBuffer to) {
    to.writeLong(timer.timeMillis());
    to.writeLong(timer.outputMillis());
    to.writeLong(timer.number());
  }

  private static StoredTimer timer(byte[] bytes) {
    try {
      return timer(new DecodeBuffer(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static StoredTimer timer(DecodeBuffer in) throws IOException {
    return new StoredTimer(in.readLong(), in.readLong(), in.readLong());
  }

  /** A timer as a queue has it. */
  private static byte[] reference(StoredScope scope, TimerDeclaration declaration, String id) {
    EncodeBuffer reference = new EncodeBuffer();
    ByteKeys.write(scope.place, scope.place.length, reference);
    reference.writeVarLong(declaration.index());
    if (declaration.isFamily()) {
      encode(id, reference);
    }
    return reference.toByteArray();
  }

  private StoredQueue nextTimers() {
    return holdingTimers.nextTime() <= eventTimers.nextTime() ? holdingTimers : eventTimers;
  }

  @Override
  long nextTimer() {
    return nextTimers().nextTime();
  }

  @Override
  void fire(long watermark) {
    fire(nextTimers(), watermark);
  }

  @Override
  boolean fireBefore(long nowMillis) {
    return fire(processingTimers, nowMillis);
  }

  private boolean fire(StoredQueue queue, long limit) {
    StoredQueue.Entry due = queue.pollBefore(limit);
    if (due == null) {
      return false;
    }
    try {
      DecodeBuffer in = new DecodeBuffer(due.content());
      int placeLength = Math.toIntExact(in.readVarLong());
      byte[] place = Arrays.copyOfRange(due.content(), in.position(), in.position() + placeLength);
      in.skip(placeLength);
      TimerDeclaration declaration = function.codec().timer(Math.toIntExact(in.readVarLong()));
      String id = declaration.isFamily() ? StringUtf8Coder.of().decode(in) : declaration.name();
      StoredScope scope = scopeAt(place);
      StoredTimer timer = there(find(scope, declaration, id));
      unset(scope, declaration, id);
      callTimer(scope, declaration, id, timer.timeMillis(), timer.outputMillis());
      // Rule H7: a hold is kept until what it protected is out.
      release(queue, timer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    makeRoom();
    return true;
  }

  // ---- Scopes at hand

  private StoredScope scope(@Nullable Object key, int keyHash, BoundedWindow window) {
    Object id = id(key, window);
    StoredScope scope = atHand.get(id);
    return scope == null ? fetch(id, key, window, place(key, keyHash, window)) : scope;
  }

  private @Nullable Object id(@Nullable Object key, BoundedWindow window) {
    Object structuralKey = keyCoder.structuralValue(Typed.value(key));
    return onlyGlobalWindow ? structuralKey : new ScopeId(structuralKey, window);
  }

  private byte[] place(@Nullable Object key, int keyHash, BoundedWindow window) {
    try {
      out.reset();
      out.writeInt(keyHash);
      part.reset();
      keyCoder.encode(Typed.value(key), part);
      ByteKeys.write(part.array(), part.length(), out);
      if (!onlyGlobalWindow) {
        out.write(windowBytes(window));
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] windowBytes(BoundedWindow window) throws IOException {
    part.reset();
    windowCoder.encode(window, part);
    EncodeBuffer bytes = new EncodeBuffer(part.length() + 1);
    ByteKeys.write(part.array(), part.length(), bytes);
    return bytes.toByteArray();
  }

  private StoredScope scopeAt(byte[] place) throws IOException {
    StoredScope scope = scopeOf(place);
    StoredScope there = atHand.get(scope.id());
    return there == null ? fetch(scope) : there;
  }

  /** A scope of which nothing is known but the place. */
  private StoredScope scopeOf(byte[] place) throws IOException {
    DecodeBuffer in = new DecodeBuffer(place);
    in.readInt();
    in.readVarLong();
    Object key = keyCoder.decode(in);
    WindowScopes home;
    if (onlyGlobalWindow) {
      home = homeOf(GlobalWindow.INSTANCE);
    } else {
      in.readVarLong();
      home = homeOf(windowCoder.decode(in));
    }
    return newScope(id(key, home.window), key, home, place);
  }

  private StoredScope newScope(
      @Nullable Object id, @Nullable Object key, WindowScopes home, byte[] place) {
    return new StoredScope(
        key, id, home, place, cells.size(), keepsOnlyCells ? 0 : function.timerCount());
  }

  private StoredScope fetch(
      @Nullable Object id, @Nullable Object key, BoundedWindow window, byte[] place) {
    try {
      return fetch(newScope(id, key, homeOf(window), place));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private StoredScope fetch(StoredScope scope) throws IOException {
    byte[] record = records.get(scope.place);
    if (record != null) {
      read(scope, record);
    }
    atHand.put(scope.id(), scope);
    return scope;
  }

  private void read(StoredScope scope, byte[] record) throws IOException {
    scope.record = record;
    DecodeBuffer in = new DecodeBuffer(record);
    for (Cell cell : cells) {
      if (in.read() == 0) {
        continue;
      }
      if (cell instanceof StoredCell stored) {
        stored.begin(scope, true);
      } else {
        scope.cells[cell.index()] = cell.load(in);
      }
    }
    if (keepsOnlyCells) {
      return;
    }
    for (long left = in.readVarLong(); left > 0; left--) {
      scope.named[Math.toIntExact(in.readVarLong())] = timer(in);
    }
    int has = in.read();
    scope.families = (has & FAMILIES) == 0 ? null : families(scope, true);
    scope.waiting = (has & WAITING) == 0 ? null : waiting(scope, true);
    scope.eventEnd = (has & EVENT_END) == 0 ? null : Due.at(in.readLong(), in.readLong());
    scope.processingEnd = (has & PROCESSING_END) == 0 ? null : Due.at(in.readLong(), in.readLong());
  }

  /** What {@link #read} reads. */
  private byte[] record(StoredScope scope, boolean hasFamilies, boolean hasWaiting)
      throws IOException {
    out.reset();
    for (Cell cell : cells) {
      Object content = scope.cells[cell.index()];
      out.write(content == null ? 0 : 1);
      if (content != null && !(cell instanceof StoredCell)) {
        cell.save(content, out);
      }
    }
    if (!keepsOnlyCells) {
      int timers = 0;
      for (StoredTimer timer : scope.named) {
        timers += timer == null ? 0 : 1;
      }
      out.writeVarLong(timers);
      for (int index = 0; index < scope.named.length; index++) {
        StoredTimer timer = scope.named[index];
        if (timer != null) {
          out.writeVarLong(index);
          write(timer, out);
        }
      }
      out.write(
          (hasFamilies ? FAMILIES : 0)
              | (hasWaiting ? WAITING : 0)
              | (scope.eventEnd == null ? 0 : EVENT_END)
              | (scope.processingEnd == null ? 0 : PROCESSING_END));
      write(scope.eventEnd);
      write(scope.processingEnd);
    }
    return out.toByteArray();
  }

  private void write(@Nullable Due end) {
    if (end != null) {
      out.writeLong(end.timeMillis());
      out.writeLong(end.number());
    }
  }

  /** Writes back what is at hand if it has become too much. Not to be called during calls. */
  private void makeRoom() {
    if (atHand.size() >= MOST_AT_HAND || space.bytesAtHand() >= MOST_BYTES_AT_HAND) {
      writeBack();
    }
  }

  private void writeBack() {
    try {
      // In the order of their places: a store finds the next place from the last one.
      StoredScope[] inOrder = atHand.values().toArray(new StoredScope[0]);
      Arrays.sort(inOrder, BY_PLACE);
      for (StoredScope scope : inOrder) {
        writeBack(scope);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
    atHand.clear();
    space.writtenBack();
  }

  private void writeBack(StoredScope scope) throws IOException {
    for (int i = 0; i < scope.collections.length; i++) {
      StoredEntries entries = scope.collections[i];
      if (entries != null && !entries.writeBack()) {
        scope.cells[i] = null;
      }
    }
    boolean hasFamilies = scope.families != null && scope.families.writeBack();
    boolean hasWaiting = scope.waiting != null && scope.waiting.writeBack();
    byte[] before = scope.record;
    if (!observesExpiration
        && !scope.hasCells()
        && !scope.hasNamedTimers()
        && !hasFamilies
        && !hasWaiting) {
      lifetimes.forget(scope);
      if (before != null) {
        records.delete(scope.place);
        recordCount--;
        if (byWindow != null) {
          byWindow.delete(memberKey(scope));
        }
      }
      return;
    }
    byte[] record = record(scope, hasFamilies, hasWaiting);
    if (before == null) {
      recordCount++;
      if (byWindow != null) {
        byWindow.put(memberKey(scope), NOTHING);
      }
    }
    if (before == null || !Arrays.equals(before, record)) {
      records.put(scope.place, record);
    }
  }

  private byte[] memberKey(StoredScope scope) throws IOException {
    return ByteKeys.join(windowBytes(scope.window()), scope.place);
  }

  // ---- The end

  @Override
  void expire(WindowScopes home) {
    writeBack();
    if (byWindow == null) {
      expireAll();
      return;
    }
    try {
      byte[] members = windowBytes(home.window);
      byte[] end = there(ByteKeys.after(members));
      byWindow.scan(
          members,
          end,
          (member, nothing) -> {
            expire(ByteKeys.behind(members.length, member));
            return true;
          });
      byWindow.deleteRange(members, end);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void expireAll() {
    if (!keepsOnlyCells) {
      records.scan(
          ByteKeys.FIRST,
          null,
          (place, record) -> {
            expire(place);
            return true;
          });
    }
    records.deleteRange(ByteKeys.FIRST, END_OF_PLACES);
    for (Cell cell : cells) {
      if (cell instanceof StoredCell stored) {
        stored.clearTable(END_OF_PLACES);
      }
    }
    recordCount = 0;
  }

  private void expire(byte[] place) {
    if (keepsOnlyCells && !hasCollections) {
      records.delete(place);
      recordCount--;
      return;
    }
    try {
      StoredScope scope = scopeAt(place);
      if (observesExpiration) {
        callExpiration(scope);
      }
      forget(scope);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void forget(StoredScope scope) throws IOException {
    scope.isGone = true;
    atHand.remove(scope.id());
    lifetimes.forget(scope);
    for (SetTimer timer : timers(scope)) {
      takeBack(
          timer.declaration(),
          new StoredTimer(timer.timeMillis(), timer.outputMillis(), timer.setNumber()));
    }
    clear(scope.families);
    clear(scope.waiting);
    for (StoredEntries entries : scope.collections) {
      clear(entries);
    }
    if (scope.record != null) {
      records.delete(scope.place);
      recordCount--;
    }
  }

  private static void clear(@Nullable StoredEntries entries) {
    if (entries != null) {
      entries.clear();
      entries.writeBack();
    }
  }

  @Override
  void free() {
    free(TimeDomain.EVENT_TIME);
    free(TimeDomain.PROCESSING_TIME);
  }

  private void free(TimeDomain domain) {
    StoredQueue.Entry due;
    while ((due = lifetimes.ends(domain).pollBefore(lifetimes.now(domain))) != null) {
      try {
        lifetimes.freed(scopeAt(due.content()), domain);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      makeRoom();
    }
  }

  // ---- What there is

  @Override
  long nextProcessing() {
    return Math.min(
        processingTimers.nextTime(), lifetimes.ends(TimeDomain.PROCESSING_TIME).nextTime());
  }

  @Override
  public long earliestHold() {
    return Math.min(holds.min(), Math.min(holdsInTime.nextTime(), holdingTimers.nextTime()));
  }

  @Override
  public int size() {
    writeBack();
    return Math.toIntExact(recordCount);
  }

  @Override
  public boolean isEmpty() {
    writeBack();
    return recordCount == 0
        && windows.isEmpty()
        && expiries.isEmpty()
        && holdingTimers.isEmpty()
        && eventTimers.isEmpty()
        && processingTimers.isEmpty()
        && turns.isEmpty()
        && holdsInTime.isEmpty()
        && holds.isEmpty()
        && lifetimes.isEmpty();
  }

  // ---- Saved and taken back

  @Override
  public void save(StateSink sink) throws IOException {
    writeBack();
    EncodeBuffer besides = sink.tables(space.store());
    if (besides != null) {
      saveBesides(besides);
      sink.end();
      return;
    }
    try {
      records.scan(
          ByteKeys.FIRST,
          null,
          (place, record) -> {
            save(place, record, sink);
            return true;
          });
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e.getCause());
    }
  }

  /** Writes what is in memory when everything was written back. */
  private void saveBesides(EncodeBuffer to) throws IOException {
    to.writeVarLong(space.numbers());
    to.writeVarLong(recordCount);
    to.writeVarLong(windows.size());
    for (BoundedWindow window : windows.keySet()) {
      windowCoder.encode(window, to);
    }
    for (StoredQueue queue : queues()) {
      queue.save(to);
    }
  }

  @Override
  public void loadTables(DecodeBuffer in) throws IOException {
    space.numbers(in.readVarLong());
    recordCount = in.readVarLong();
    for (long left = in.readVarLong(); left > 0; left--) {
      begin(windowCoder.decode(in));
    }
    for (StoredQueue queue : queues()) {
      queue.load(in);
    }
  }

  private List<StoredQueue> queues() {
    return List.of(
        holdingTimers,
        eventTimers,
        processingTimers,
        turns,
        holdsInTime,
        lifetimes.ends(TimeDomain.EVENT_TIME),
        lifetimes.ends(TimeDomain.PROCESSING_TIME));
  }

  private void save(byte[] place, byte[] record, StateSink sink) {
    try {
      StoredScope scope = scopeOf(place);
      read(scope, record);
      EncodeBuffer to =
          beginEntry(scope.window(), scope.key(), new DecodeBuffer(place).readInt(), sink);
      function.codec().saveCells(scope.cells, to);
      if (!keepsOnlyCells) {
        function.codec().saveTimers(timers(scope), to);
        saveWaiting(scope, to);
      }
      sink.end();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private static void saveWaiting(StoredScope scope, EncodeBuffer to) throws IOException {
    List<StoredEntries.Entry> entries = scope.waiting == null ? List.of() : scope.waiting.list();
    to.writeVarLong(entries.size());
    for (StoredEntries.Entry entry : entries) {
      to.writeLong(new DecodeBuffer(entry.subKey()).readLong() ^ Long.MIN_VALUE);
      to.write(entry.value());
    }
  }

  /** All timers that are set. */
  private List<SetTimer> timers(StoredScope scope) throws IOException {
    List<SetTimer> timers = new ArrayList<>();
    for (int index = 0; index < scope.named.length; index++) {
      StoredTimer timer = scope.named[index];
      if (timer != null) {
        TimerDeclaration declaration = function.codec().timer(index);
        timers.add(setTimer(declaration, declaration.name(), timer));
      }
    }
    if (scope.families != null) {
      for (StoredEntries.Entry entry : scope.families.list()) {
        DecodeBuffer in = new DecodeBuffer(entry.subKey());
        TimerDeclaration declaration = function.codec().timer(Math.toIntExact(in.readVarLong()));
        timers.add(setTimer(declaration, StringUtf8Coder.of().decode(in), timer(entry.value())));
      }
    }
    return timers;
  }

  private static SetTimer setTimer(TimerDeclaration declaration, String id, StoredTimer timer) {
    return new SetTimer(declaration, id, timer.timeMillis(), timer.outputMillis(), timer.number());
  }

  @Override
  public void load(int keyHash, DecodeBuffer in) throws IOException {
    BoundedWindow window = windowCoder.decode(in);
    Object key = keyCoder.decode(in);
    StoredScope scope = scope(key, keyHash, window);
    // Cells put what they read where the call is.
    call.begin(scope, 0, 0);
    function.codec().loadCells(scope.cells, in);
    call.end();
    if (!keepsOnlyCells) {
      function
          .codec()
          .loadTimers(in, (timer, id, time, output) -> set(scope, timer, id, time, output));
      for (long left = in.readVarLong(); left > 0; left--) {
        long timestamp = in.readLong();
        PaneInfo pane = PaneInfoCoder.of().decode(in);
        keepForItsTurn(scope, elementCoder.decode(in), timestamp, pane);
      }
      lifetimes.restored(scope);
    }
    makeRoom();
  }
}
