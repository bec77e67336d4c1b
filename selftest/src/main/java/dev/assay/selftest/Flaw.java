package dev.assay.selftest;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says what is wrong with a faulty store. It stands where another class has its Javadoc, for the
 * kill matrix shows it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface Flaw {

  /** Returns what is wrong, in one sentence that ends with a full stop. */
  String value();
}
