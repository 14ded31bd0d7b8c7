package caisson.verifier;

import caisson.signing.Hex;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Exit code 0: it holds. 1: it does not, and the reason is named. 2: it could not be checked. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = "Checks the venue from what it published.",
    subcommands = {
      VerifierMain.RootCommand.class,
      VerifierMain.AccountCommand.class,
      VerifierMain.ReplayCommand.class
    })
public final class VerifierMain {
  @Option(
      names = "--rpc",
      required = true,
      scope = CommandLine.ScopeType.INHERIT,
      description = "URL of an Ethereum node, best your own.")
  URI rpc;

  @Option(
      names = "--deployment",
      required = true,
      scope = CommandLine.ScopeType.INHERIT,
      description = "The deployment file <chainId>.json.")
  Path deployment;

  @Option(
      names = "--at",
      defaultValue = "finalized",
      scope = CommandLine.ScopeType.INHERIT,
      description = "Last block to read: finalized (default) or latest.")
  String at;

  @Spec CommandSpec spec;

  public static void main(String[] arguments) {
    System.exit(run(arguments, writer(System.out), writer(System.err)));
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, stream.charset());
  }

  static int run(String[] arguments, PrintWriter out, PrintWriter err) {
    return new CommandLine(new VerifierMain())
        .setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              if (failure instanceof Refusal) {
                err.println("REFUSED " + failure.getMessage());
                return 1;
              }
              if (failure instanceof OutsideFailure) {
                err.println(failure.getMessage());
                return 2;
              }
              throw failure;
            })
        .execute(arguments);
  }

  /** Everything the chain holds, checked. */
  private record Chain(
      ChainReader reader, Rebuild state, Attestors attestors, List<Header> headers) {}

  private Chain rebuild(boolean print) {
    PrintWriter out = spec.commandLine().getOut();
    ChainReader reader = new ChainReader(rpc, Deployment.read(deployment));
    long block = reader.block(at);
    Attestors attestors = reader.attestors();
    Rebuild state = new Rebuild(attestors);
    List<Header> headers = new ArrayList<>();
    reader.batches(
        block,
        batch -> {
          Header header = state.apply(batch);
          headers.add(header);
          if (print) {
            out.println(
                "ok batch "
                    + header.no()
                    + " sequences "
                    + header.seqFrom()
                    + ".."
                    + header.seqTo()
                    + " root "
                    + Hex.encode(header.root())
                    + " transaction "
                    + batch.transaction());
          }
        });
    reader.checkHead(state.head(), block);
    return new Chain(reader, state, attestors, headers);
  }

  @Command(name = "root", description = "Rebuilds every leaf and root from chain data alone.")
  static final class RootCommand implements Callable<Integer> {
    @ParentCommand VerifierMain parent;

    @Override
    public Integer call() {
      Chain chain = parent.rebuild(true);
      parent
          .spec
          .commandLine()
          .getOut()
          .println(
              "result batches="
                  + chain.headers.size()
                  + " accounts="
                  + chain.state.accounts()
                  + " root="
                  + Hex.encode(chain.state.tree().root().hash()));
      return 0;
    }
  }

  @Command(
      name = "account",
      description = "Builds one account's proof and has the contract check it.")
  static final class AccountCommand implements Callable<Integer> {
    @ParentCommand VerifierMain parent;

    @Option(names = "--account", required = true, description = "The account's id.")
    int account;

    @Override
    public Integer call() {
      Chain chain = parent.rebuild(false);
      PrintWriter out = parent.spec.commandLine().getOut();
      Rebuild state = chain.state;
      Header head = state.head();
      if (head == null) {
        throw new OutsideFailure("no batch has been committed yet");
      }
      Holdings holdings = state.holdings(account);
      LeafProof proof =
          new LeafProof(
              account, holdings.preimage(), state.tree().proof(account), state.marks().bytes());
      BigInteger own = proof.check(head);
      BigInteger claim = chain.reader.verifyLeaf(head, state.committedAt(), proof);
      Refusal.require(
          claim.equals(own), Refusal.Reason.PROOF, "claim: contract=" + claim + " rebuilt=" + own);
      holdings.units().forEach((asset, units) -> out.println("asset " + asset + " " + units));
      holdings.lots().forEach((market, lots) -> out.println("market " + market + " " + lots));
      out.println("result account=" + account + " batch=" + head.no() + " claim=" + claim);
      return 0;
    }
  }

  @Command(
      name = "replay",
      description = "Replays the published log and compares every root with the chain.")
  static final class ReplayCommand implements Callable<Integer> {
    @ParentCommand VerifierMain parent;

    @Option(names = "--log", required = true, description = "The folder of the published log.")
    Path log;

    @Override
    public Integer call() {
      Chain chain = parent.rebuild(false);
      Replay replay = new Replay(chain.headers, chain.attestors.domain());
      LogFolder.read(log, chain.headers.size(), replay::onEvent);
      replay.end();
      Refusal.require(
          replay.windows() == chain.headers.size(),
          Refusal.Reason.LOG_GAP,
          "windows: chain=" + chain.headers.size() + " log=" + replay.windows());
      parent
          .spec
          .commandLine()
          .getOut()
          .println(
              "result windows="
                  + replay.windows()
                  + " sequence="
                  + replay.sequence()
                  + " state="
                  + Hex.encode(replay.stateHash()));
      return 0;
    }
  }
}
