package dev.assay.tck.rule;

import dev.assay.spi.Capability;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the capabilities that a test needs; on a suite, those that each of its tests needs. Where
 * one of them is not declared, the test does not run: the refusal is proven in its place, and the
 * verdict is {@code declined}.
 */
@Documented
@Inherited
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Requires {

  /** Returns the capabilities. */
  Capability[] value();
}
