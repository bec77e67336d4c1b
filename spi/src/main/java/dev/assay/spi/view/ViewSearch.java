package dev.assay.spi.view;

import dev.assay.spi.Page;

/** Says that views can be searched. */
public interface ViewSearch {

  /**
   * Returns a page of the views that match. What was written since the last {@link #refresh} may or
   * may not be seen; tombstones never are. An unknown collection has no views.
   *
   * @throws IllegalArgumentException if the page cursor belongs to another query
   * @throws dev.assay.spi.LimitExceeded if the page is larger than {@link
   *     dev.assay.spi.Limit#PAGE_VIEWS}
   * @throws dev.assay.spi.UnsupportedCapability if the query holds {@link Filter.FullText} and the
   *     store does not offer {@link dev.assay.spi.Capability#FULL_TEXT}
   * @throws dev.assay.spi.StoreUnavailable if the store cannot be read
   */
  Page<View> search(ViewQuery query);

  /**
   * Makes every write acknowledged before the call visible to later searches.
   *
   * @param collection a collection or an alias; an unknown one is refreshed already
   * @throws dev.assay.spi.StoreUnavailable if that could not be done
   */
  void refresh(String collection);
}
