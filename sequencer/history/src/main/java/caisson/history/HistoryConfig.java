package caisson.history;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** Settings of the history process; the database URL is read by the data sources directly. */
@ConfigMapping(prefix = "caisson")
public interface HistoryConfig {
  /** Address all processes of the venue listen on. */
  @WithDefault("127.0.0.1")
  String host();

  /** First port of the venue; history listens on the second. */
  @WithDefault("7000")
  int portBase();

  /** Folder of the venue. */
  @WithDefault(".caisson")
  Path data();
}
