package caisson.scripts;

import java.util.Random;
import java.util.function.BiConsumer;

/** A small change to a commit, by name. */
record TwinLie(String name, BiConsumer<TwinDraft, Random> change) {}
