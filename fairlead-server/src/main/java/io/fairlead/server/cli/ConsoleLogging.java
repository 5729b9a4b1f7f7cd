package io.fairlead.server.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * The log of the command line: one line an event on standard error, {@code time LEVEL event key=value ...}. The
 * environment variable {@code FAIRLEAD_LOG} sets the level of Fairlead's own classes ({@code debug}, {@code info},
 * {@code warn}, {@code error}). Made in code because reading a logback.xml costs a tenth of a second at start; a
 * logback.xml on the class path still wins.
 */
@ConfiguratorRank(ConsoleLogging.AFTER_FILES_BEFORE_DEFAULTS)
public final class ConsoleLogging extends ContextAwareBase implements Configurator {
    /** Below the configurators that look for files, above the one of last resort. */
    static final int AFTER_FILES_BEFORE_DEFAULTS = ConfiguratorRank.FALLBACK + 1;

    /** For the service loader. */
    public ConsoleLogging() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{\"yyyy-MM-dd'T'HH:mm:ss.SSS'Z'\",UTC} %-5level %msg%n");
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setTarget("System.err");
        console.setEncoder(encoder);
        console.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(console);
        String level = System.getenv("FAIRLEAD_LOG");
        context.getLogger("io.fairlead").setLevel(Level.toLevel(level, Level.INFO));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
