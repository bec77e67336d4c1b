/**
 * The storage SPI of Assay: event stores and view stores that mean the same thing on every backend.
 *
 * <p>{@link dev.assay.spi.event.EventStores} and {@link dev.assay.spi.view.ViewStores} open stores
 * by URI; adapters provide {@link dev.assay.spi.event.EventStoreProvider} and {@link
 * dev.assay.spi.view.ViewStoreProvider}. The rules that every implementation keeps are written in
 * {@code SPEC.md}, which is packaged as {@code dev/assay/spi/SPEC.md}.
 */
module dev.assay.spi {
  requires static transitive org.jspecify;

  exports dev.assay.spi;
  exports dev.assay.spi.event;
  exports dev.assay.spi.json;
  exports dev.assay.spi.view;

  uses dev.assay.spi.event.EventStoreProvider;
  uses dev.assay.spi.view.ViewStoreProvider;
}
