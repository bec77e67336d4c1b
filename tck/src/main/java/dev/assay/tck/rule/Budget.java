package dev.assay.tck.rule;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says how long one test may take, where the usual 60 seconds or five minutes do not fit. */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Budget {

  /** Returns the seconds in the quick profile. */
  int quick() default 60;

  /** Returns the seconds in the full profile. */
  int full() default 300;
}
