package caisson.clearing;

import java.util.List;

/** A window with some of its parts replaced; the others stay. */
public final class WindowChange {
  private final SealedWindow window;
  private long no;
  private long depositsUpTo;
  private MarkWords marks;
  private boolean carriesMarks;
  private LogCommitment log;
  private DoubleSumTree tree;
  private List<Entry> entries;
  private List<Flow> flows;
  private List<Leaf> touchedLeaves;
  private FillTree fills;

  WindowChange(SealedWindow window) {
    this.window = window;
    no = window.no();
    depositsUpTo = window.depositsUpTo();
    marks = window.marks();
    carriesMarks = window.carriesMarks();
    log = window.log();
    tree = window.tree();
    entries = window.entries();
    flows = window.flows();
    touchedLeaves = window.touchedLeaves();
    fills = window.fills();
  }

  public WindowChange no(long other) {
    no = other;
    return this;
  }

  public WindowChange depositsUpTo(long other) {
    depositsUpTo = other;
    return this;
  }

  /** Other marks, which the commit must carry. The tree stays at the marks of before. */
  public WindowChange marks(MarkWords other) {
    marks = other;
    carriesMarks = true;
    return this;
  }

  public WindowChange log(LogCommitment other) {
    log = other;
    return this;
  }

  /** These leaves in the tree, valued at the window's marks. */
  public WindowChange leaves(List<Leaf> others) {
    tree = tree.with(others, marks);
    return this;
  }

  public WindowChange entries(List<Entry> others) {
    entries = others;
    return this;
  }

  public WindowChange flows(List<Flow> others) {
    flows = others;
    return this;
  }

  public WindowChange touchedLeaves(List<Leaf> others) {
    touchedLeaves = others;
    return this;
  }

  public WindowChange fills(FillTree other) {
    fills = other;
    return this;
  }

  public SealedWindow window() {
    return new SealedWindow(
        no,
        window.seqFrom(),
        window.seqTo(),
        window.ts(),
        depositsUpTo,
        marks,
        carriesMarks,
        log,
        tree,
        entries,
        flows,
        window.accounted(),
        window.withdrawals(),
        touchedLeaves,
        fills);
  }
}
