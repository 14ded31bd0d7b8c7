package caisson.pricing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FundingTest {
  private static final long CLIP = 100_000_000;

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
    assertEquals(Funding.INTEREST_E9 / 8, Funding.hourlyRateE9(new long[3600]));
  }

  @Test
  void shouldBeZeroWithoutSamples() {
    assertEquals(0, Funding.hourlyRateE9(new long[0]));
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
    assertEquals(937_500, Funding.hourlyRateE9(samples));
  }

  @Test
  void shouldCapTheHourlyRate() {
    long[] samples = new long[10];
    Arrays.fill(samples, CLIP);
    assertEquals(Funding.HOURLY_CAP_E9, Funding.hourlyRateE9(samples));
    Arrays.fill(samples, -CLIP);
    assertEquals(-Funding.HOURLY_CAP_E9, Funding.hourlyRateE9(samples));
  }
}
