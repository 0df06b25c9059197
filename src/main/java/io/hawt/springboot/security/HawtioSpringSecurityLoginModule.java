package io.hawt.springboot.security;

import io.hawt.web.auth.RolePrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.spi.LoginModule;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Tells Hawtio the roles of the user whom Spring Security logged in. Hawtio looks for a class of exactly this name; the
 * artifact that would bring it is not published for this version. To be deleted as soon as it is.
 */
public final class HawtioSpringSecurityLoginModule implements LoginModule {
    private static final String PREFIX = "ROLE_";

    private final List<RolePrincipal> roles = new ArrayList<>();
    private Subject subject = new Subject();

    @Override
    public void initialize(
            Subject subject, CallbackHandler callbackHandler, Map<String, ?> sharedState, Map<String, ?> options) {
        this.subject = subject;
    }

    @Override
    public boolean login() {
        return true;
    }

    @Override
    public boolean commit() {
        Authentication user = SecurityContextHolder.getContext().getAuthentication();
        if (user == null || !user.isAuthenticated()) {
            return false;
        }
        for (GrantedAuthority authority : user.getAuthorities()) {
            String name = authority.getAuthority();
            if (name.startsWith(PREFIX)) {
                roles.add(new RolePrincipal(name.substring(PREFIX.length())));
            }
        }
        subject.getPrincipals().addAll(roles);
        return true;
    }

    @Override
    public boolean abort() {
        return logout();
    }

    @Override
    public boolean logout() {
        roles.forEach(subject.getPrincipals()::remove);
        roles.clear();
        return true;
    }
}
