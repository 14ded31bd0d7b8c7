package caisson.gateway;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;

@ConfigMapping(prefix = "caisson")
public interface GatewayConfig {
  /** Where the node listens and this process too. */
  @WithDefault("127.0.0.1")
  String host();

  /** First port of the venue; the gateway takes it, the node's are counted from it. */
  @WithDefault("7000")
  int portBase();

  /** Folder of the venue; only transport buffers of this process are kept there. */
  Path data();

  /** The venue's contract addresses, written at deployment. */
  Path deployment();

  Gateway gateway();

  interface Gateway {
    /** Upper 16 bits of this gateway's request ids; two gateways must differ. Default: random. */
    OptionalInt source();

    /** From receiving a command to giving up waiting for its event. */
    @WithDefault("2s")
    Duration deadline();

    /** Commands waiting for their events; the last quarter is kept for cancels. */
    @WithDefault("4096")
    int maxPending();

    /** Requests inside this process at once; more are refused before they are read. */
    @WithDefault("1024")
    int maxRequests();

    @WithDefault("1024")
    int maxConnections();

    /** Messages written to one stream connection and not yet sent; more closes it. */
    @WithDefault("2048")
    int maxUnsent();

    /** Base units of one lot, as a decimal, of a perpetual whose listing does not tell. */
    @WithDefault("0.0001")
    BigDecimal perpetualLotSize();
  }
}
