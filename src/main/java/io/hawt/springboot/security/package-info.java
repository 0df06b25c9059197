/** One class that Hawtio looks for by name. Uses nothing of Caravan. */
@org.jspecify.annotations.NullMarked
package io.hawt.springboot.security;
