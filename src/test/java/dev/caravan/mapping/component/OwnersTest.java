package dev.caravan.mapping.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.crm.Connection;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmUser;
import dev.caravan.dedup.MatchBench;
import dev.caravan.mapping.Expressions;
import dev.caravan.mapping.Mapping;
import dev.caravan.mapping.MappingFile;
import dev.caravan.mapping.MappingValueException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnersTest {
    private static final List<CrmUser> USERS = List.of(
            new CrmUser("41", "Ops@Example.com", "Ops", true), new CrmUser("44", "dan@example.com", "Dan", false));

    private final AtomicInteger asked = new AtomicInteger();
    private final Owners owners = new Owners();

    private String owner(String email) {
        Mapping mapping = MappingFile.parse(
                "mappings/hubspot/contact.yaml",
                "record: contact\nobject: contacts\nfields: { last_name: lastname }\nowner: { to: hubspot_owner_id, default: "
                        + email + " }",
                Expressions.unchecked());
        return owners.idOf(connection(), mapping, Objects.requireNonNull(mapping.owner()));
    }

    private Connection connection() {
        Crm crm = (Crm) Proxy.newProxyInstance(Crm.class.getClassLoader(), new Class<?>[] {Crm.class}, (p, m, a) -> {
            asked.incrementAndGet();
            return USERS;
        });
        Connection any = new MatchBench().connection;
        return new Connection(any.name(), any.settings(), crm, any.gate());
    }

    @Test
    @Tag("R218")
    void theOwnerIsTheUserWithTheAddressAndTheCrmIsAskedOnce() {
        assertThat(owner("ops@example.com")).isEqualTo("41");
        assertThat(owner("OPS@example.com")).isEqualTo("41");
        assertThat(asked).hasValue(1);
    }

    @ParameterizedTest
    @Tag("R218")
    @ValueSource(strings = {"dan@example.com", "nobody@example.com"})
    void whoIsNoActiveUserIsRefusedWithTheFileAndWithoutTheAddress(String email) {
        assertThatThrownBy(() -> owner(email))
                .isInstanceOf(MappingValueException.class)
                .hasMessageContaining("mappings/hubspot/contact.yaml")
                .hasMessageContaining("owner.default")
                .hasMessageNotContaining(email);
    }
}
