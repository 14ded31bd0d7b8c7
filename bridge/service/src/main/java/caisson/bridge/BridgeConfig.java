package caisson.bridge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Settings of the bridge process; the database URL is read by the data sources directly. */
@ConfigMapping(prefix = "caisson")
public interface BridgeConfig {
  /** Address all processes of the venue listen on. */
  @WithDefault("127.0.0.1")
  String host();

  /** First port of the venue; the bridge listens on the third. */
  @WithDefault("7000")
  int portBase();

  /** Folder of the venue; holds the deployment file and {@code bridge/}. */
  @WithDefault(".caisson")
  Path data();

  Chain chain();

  Bridge bridge();

  /** The chain the venue settles on. */
  interface Chain {
    /** JSON-RPC endpoint. */
    String url();

    /** Refused when the endpoint serves another. */
    @WithDefault("31337")
    long id();
  }

  /** What only the bridge reads. */
  interface Bridge {
    /** Hex of the key that pays for commits; default {@code DATA/bridge/key}. */
    Optional<Path> keyFile();

    /** Attestors asked for signatures, one URL each. */
    List<String> attestors();

    /** Seconds without database or chain, or refused by it, after which the process gives up. */
    @WithDefault("120")
    int outageLimitS();

    /** Seconds after which an unmined commit is sent again with a higher fee. */
    @WithDefault("20")
    int raiseFeeAfterS();

    /** Seconds for which moves are kept after their batch is irrevocable. */
    @WithDefault("86400")
    long keepMovesS();

    /** Seconds without a further final block after which only so much may leave. */
    @WithDefault("1800")
    long finalityPatienceS();

    /** How much that is, in millionths of a dollar. */
    @WithDefault("10000000000")
    long outflowLimit();

    /** Gas the venue may burn per second, on average, before windows grow. */
    @WithDefault("2000000")
    long gasPerSecond();

    /**
     * Drills only: the point at which the process halts, as if killed. requested: a forced request
     * was handed on; attested: signatures are stored; staged: a chunk of a batch was sent; signed:
     * a commit is stored; sent: it was handed to the chain's node.
     */
    Optional<String> haltAt();
  }
}
