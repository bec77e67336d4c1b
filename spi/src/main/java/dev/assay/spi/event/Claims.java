package dev.assay.spi.event;

import java.util.Optional;

/**
 * Says that commits may carry claims and releases: keys that are unique in the realm.
 *
 * <p>Claiming what the stream already holds succeeds; releasing what it does not hold does nothing;
 * truncation keeps claims.
 */
public interface Claims {

  /**
   * Returns the stream that holds a key; it sees every commit acknowledged before the call.
   *
   * @throws dev.assay.spi.StoreUnavailable if the store cannot be read
   */
  Optional<StreamId> holder(Claim claim);
}
