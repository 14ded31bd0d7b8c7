package caisson.oracle;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Settings of the oracle process. */
@ConfigMapping(prefix = "caisson")
public interface OracleConfig {
  /** Address all processes of the venue listen on. */
  @WithDefault("127.0.0.1")
  String host();

  /** First port of the venue; the oracle listens on the fourth. */
  @WithDefault("7000")
  int portBase();

  /** Folder of the venue. */
  @WithDefault(".caisson")
  Path data();

  Oracle oracle();

  Chain chain();

  /** The chain the venue settles on. */
  interface Chain {
    /** JSON-RPC endpoint; by default the seventh port of the venue. */
    Optional<String> url();

    /** Refused when the endpoint serves another. */
    @WithDefault("31337")
    long id();
  }

  /** Settings of this process alone. */
  interface Oracle {
    /** Seed of the demo walk: the same seed gives the same price in the same round. */
    @WithDefault("710")
    long seed();

    /** Milliseconds between two rounds. */
    @WithDefault("1000")
    int roundMillis();

    /** Seconds after which log, tables and chain are compared again without a new batch. */
    @WithDefault("10")
    int reconcileSeconds();

    /** By the name sources know it under. */
    Map<String, Instrument> instruments();
  }

  /** One thing that has a price, and where in the log that price goes. */
  interface Instrument {
    /** Perpetual whose index it is. */
    int market();

    /** Micro-dollars of one tick of that market. */
    long tickMicros();

    /** Asset whose mark it is. */
    int asset();

    /** Micro-dollars for one whole unit at round 0 of the demo walk. */
    long startMicros();
  }
}
