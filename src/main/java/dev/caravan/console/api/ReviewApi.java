package dev.caravan.console.api;

import dev.caravan.console.operations.Accepted;
import dev.caravan.console.operations.Operations;
import dev.caravan.console.operations.Page;
import dev.caravan.console.operations.PageRequest;
import dev.caravan.console.operations.ReviewDecision;
import dev.caravan.console.operations.ReviewFilter;
import dev.caravan.console.operations.ReviewItem;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Records that wait for a person. */
@RestController
@RequestMapping("/api/review")
@Tag(name = "Review")
public final class ReviewApi {
    private final Operations operations;

    public ReviewApi(Operations operations) {
        this.operations = operations;
    }

    @GetMapping
    @Operation(summary = "Held records with their candidates, the oldest first")
    public Page<ReviewItem> list(
            @RequestParam(name = "connection", required = false) @Nullable String connection,
            @RequestParam(name = "type", required = false) @Nullable String type,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor) {
        return operations.review(
                new ReviewFilter(Given.text(connection), Given.type(type), PageRequest.of(limit, Given.text(cursor))));
    }

    @PostMapping("/{id}")
    @Operation(summary = "Decides: link to a candidate, create, or skip")
    public Accepted decide(@PathVariable("id") long id, @RequestBody Decision body, Principal user) {
        return operations.decide(id, decision(body.decision(), body.candidate()), user.getName());
    }

    /**
     * The decision that two words mean.
     *
     * @throws InvalidInputException when the word is unknown or a link has no candidate
     */
    public static ReviewDecision decision(@Nullable String word, @Nullable String candidate) {
        String chosen = Given.text(candidate);
        switch (word == null ? "" : word) {
            case "link":
                if (chosen == null) {
                    throw new InvalidInputException(
                            ErrorCode.REQUEST_INVALID, "candidate is missing. Name the one to link to.");
                }
                return new ReviewDecision.LinkTo(chosen);
            case "create":
                return new ReviewDecision.Create();
            case "skip":
                return new ReviewDecision.Skip();
            default:
                throw new InvalidInputException(ErrorCode.REQUEST_INVALID, "decision must be link, create or skip.");
        }
    }

    /**
     * The body of a decision.
     *
     * @param decision {@code link}, {@code create} or {@code skip}
     * @param candidate the id of the candidate to link to
     */
    public record Decision(
            @Nullable String decision, @Nullable String candidate) {}
}
