package dev.caravan.crm.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ViewQueryTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "SELECT Name, Id FROM Contact ORDER BY Name ASC NULLS FIRST, Id ASC | \"\" | \"\"",
                "select Id from contact using scope mine order by Id | USING scope mine | \"\"",
                "SELECT Id FROM Contact USING SCOPE mine_and_my_groups WHERE Email != null | USING SCOPE mine_and_my_groups |"
                        + " Email != null",
                "SELECT Id FROM Contact WHERE (A = 'x' OR B = 'y') AND C = 'it\\'s ORDER BY (' ORDER BY Id |\"\"|"
                        + " (A = 'x' OR B = 'y') AND C = 'it\\'s ORDER BY ('",
                "SELECT Id, (SELECT Id FROM Tasks LIMIT 3) FROM Contact WHERE Id IN (SELECT ContactId FROM Case WHERE"
                        + " X = 1 LIMIT 5) |\"\"| Id IN (SELECT ContactId FROM Case WHERE X = 1 LIMIT 5)"
            })
    void itsPartsAreTaken(String soql, String scope, String where) {
        assertThat(ViewQuery.of(soql, "Contact")).contains(new ViewQuery(scope, where));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "DELETE FROM Contact",
                "FROM Contact",
                "SELECT Id FROM Lead",
                "SELECT Id FROM Contact c WHERE c.Email = null",
                "SELECT Id FROM Contact WHERE",
                "SELECT Id FROM Contact WHERE A = 1) OR (B = 2",
                "SELECT Id FROM Contact WHERE (A = 1",
                "SELECT Id FROM Contact WHERE A = 'x",
                "SELECT Id FROM Contact WHERE A = 'x\\'",
                "SELECT Id FROM Contact WHERE A = 1 WHERE B = 2",
                "SELECT Id FROM Contact USING SCOPE a, b",
                "SELECT Id FROM Contact WHERE A = 1 LIMIT 10",
                "SELECT Id FROM Contact WHERE A = 1 GROUP BY A",
                "SELECT Id FROM Contact WITH SECURITY_ENFORCED",
                "SELECT Id FROM Contact FOR VIEW"
            })
    void whatIsNotPlainIsLeftToTheList(String soql) {
        assertThat(ViewQuery.of(soql, "Contact")).isEmpty();
    }
}
