package caisson.scripts;

import picocli.CommandLine.Command;

/** Each bench prints one line for each figure it measured: {@code figure NAME VALUE UNIT}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures; ends with one line per figure: figure NAME VALUE UNIT.",
    synopsisSubcommandLabel = "NAME",
    subcommands = {BookBench.class})
final class Bench {}
