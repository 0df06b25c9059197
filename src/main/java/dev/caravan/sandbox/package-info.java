/**
 * Stand-ins for the CRMs: servers on loopback that speak the vendors' wire protocols and keep their data in memory (and
 * in a file, if asked to), with switchable faults.
 *
 * <p>Here live the parts that every vendor shares (server, routing, faults, limits, tokens, journal, control API). A
 * vendor is one package below this one with one implementation of {@link dev.caravan.sandbox.VendorApi}. The sandbox
 * uses the JDK, Jackson and SLF4J and nothing else of Caravan, and nothing of Caravan uses the sandbox: a misreading of
 * a vendor's page must not sit on both sides of a test.
 */
@NullMarked
package dev.caravan.sandbox;

import org.jspecify.annotations.NullMarked;
