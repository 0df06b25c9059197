package dev.caravan.demo.twoway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WritingCallsTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(textBlock = """
            GET /crm/v3/objects/contacts/{id},                            false
            POST /crm/v3/objects/contacts/search,                         false
            POST /crm/v3/objects/contacts/batch/read,                     false
            POST /crm/v4/associations/contacts/companies/batch/read,      false
            POST /oauth/v1/token,                                         false
            POST /services/oauth2/token,                                  false
            GET /services/data/v62.0/query,                               false
            POST /services/data/{version}/composite/sobjects/{object},    false
            POST /services/data/{version}/composite,                      false
            POST /crm/v3/objects/contacts,                                true
            POST /crm/v3/objects/contacts/batch/update,                   true
            POST /crm/v3/objects/contacts/batch/upsert,                   true
            PATCH /crm/v3/objects/contacts/{id},                          true
            DELETE /crm/v3/objects/contacts/{id},                         true
            POST /services/data/{version}/composite/sobjects,             true
            PATCH /services/data/{version}/composite/sobjects,            true
            PATCH /services/data/{version}/composite/sobjects/{object}/x, true
            DELETE /services/data/{version}/sobjects/{object}/{id},       true
            POST /something/new,                                          true
            """)
    void whatIsNotKnownToReadWrites(String operation, boolean writes) {
        assertThat(WritingCalls.isWriting(operation)).isEqualTo(writes);
    }
}
