/**
 * ActiveCampaign: accounts, contacts, deals and what hangs on them by its API v3. Written from the vendor's
 * documentation alone.
 */
@NullMarked
package dev.caravan.sandbox.activecampaign;

import org.jspecify.annotations.NullMarked;
