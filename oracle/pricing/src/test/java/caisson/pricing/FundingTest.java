package caisson.pricing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FundingTest {
  private static final long CLIP = 100_000_000;
  private static final long INTEREST = 100_000;

  @Test
  void shouldMeasureThePremiumOutsideTheSpreadOnly() {
    assertEquals(0, Funding.premiumE9(599_999, 600_001, 600_000, CLIP));
    assertEquals(1_000_000, Funding.premiumE9(600_600, 600_700, 600_000, CLIP));
    assertEquals(-1_000_000, Funding.premiumE9(599_300, 599_400, 600_000, CLIP));
    assertEquals(0, Funding.premiumE9(0, 0, 600_000, CLIP));
    assertEquals(CLIP, Funding.premiumE9(900_000, 900_001, 600_000, CLIP));
  }

  @Test
  void shouldBeTheInterestPartWithoutPremium() {
    assertEquals(12_500, rate(new long[720]));
  }

  @Test
  void shouldBeZeroWithoutSamples() {
    assertEquals(0, rate(new long[0]));
  }

  @Test
  void shouldTrimTheExtremeTenthOnEachSide() {
    long[] samples = new long[20];
    Arrays.fill(samples, 8_000_000);
    samples[0] = -CLIP;
    samples[1] = -CLIP;
    samples[2] = CLIP;
    samples[3] = CLIP;
    // Interest pulls the rate down by its whole clamp: (8,000,000 - 500,000) / 8.
    assertEquals(937_500, rate(samples));
  }

  @Test
  void shouldCapTheHourlyRate() {
    long[] samples = new long[10];
    Arrays.fill(samples, CLIP);
    assertEquals(Funding.HOURLY_CAP_E9, rate(samples));
    Arrays.fill(samples, -CLIP);
    assertEquals(-Funding.HOURLY_CAP_E9, rate(samples));
    assertEquals(-2_500_000, Funding.hourlyRateE9(samples, INTEREST, 5_000));
  }

  @Test
  void shouldHardlyMoveForAManipulatedLastMinute() {
    long[] samples = new long[720];
    Arrays.fill(samples, 1_000_000);
    long honest = rate(samples);
    Arrays.fill(samples, 708, 720, CLIP);
    assertEquals(honest, rate(samples));
  }

  private static long rate(long[] samples) {
    return Funding.hourlyRateE9(samples, INTEREST, 50_000);
  }
}
