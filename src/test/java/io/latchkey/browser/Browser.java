package io.latchkey.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Chromium, as one person uses it, without a window. For one thread. */
public final class Browser implements AutoCloseable {

  private static final List<String> CHROMIUM =
      List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final String AXE = "/axe.min.js";

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /**
   * Returns whether this machine has Chromium and its driver (Debian's packages chromium and
   * chromium-driver).
   */
  public static boolean isThere() {
    return chromium().isPresent() && Files.isExecutable(DRIVER);
  }

  private static Optional<Path> chromium() {
    return CHROMIUM.stream().map(Path::of).filter(Files::isExecutable).findFirst();
  }

  /** Opens a browser with a profile of its own. */
  public static Browser open() {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium().orElseThrow().toString());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync");
    LoggingPreferences console = new LoggingPreferences();
    console.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", console);
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build();
    Browser browser = new Browser(new ChromeDriver(service, options));
    browser.driver.manage().timeouts().implicitlyWait(Duration.ofSeconds(20));
    browser.size(1280, 900);
    return browser;
  }

  public void go(URI url) {
    driver.get(url.toString());
  }

  public URI url() {
    return URI.create(driver.getCurrentUrl());
  }

  /** Returns the HTTP status of the page. */
  public long status() {
    return ((Number) run("return performance.getEntriesByType('navigation')[0].responseStatus"))
        .longValue();
  }

  public String title() {
    return driver.getTitle();
  }

  /** Sets the size of the page, without the parts of the browser around it. */
  public void size(int width, int height) {
    driver.manage().window().setSize(new Dimension(width, height));
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /** Sets the colour scheme that the system of the person prefers. */
  public void dark(boolean dark) {
    Map<String, String> scheme =
        Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
    driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of(scheme)));
  }

  /** Switches the scripts of pages on or off. */
  public void scripts(boolean run) {
    driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", !run));
  }

  /** Presses keys where the focus is. */
  public void press(CharSequence... keys) {
    driver.switchTo().activeElement().sendKeys(keys);
  }

  /** Presses the tab key until the element with the focus has this text, at most 50 times. */
  public void tabTo(String text) {
    for (int i = 0; i < 50; i++) {
      press(Keys.TAB);
      if (driver.switchTo().activeElement().getText().equals(text)) {
        return;
      }
    }
    throw new AssertionError("no way by the keyboard to " + text);
  }

  /** Finds an element. Waits up to 20 seconds until there is one. */
  public WebElement find(String css) {
    return driver.findElement(By.cssSelector(css));
  }

  /** Waits until an element has this text. The page before may have such an element, too. */
  public void awaitText(String css, String text) {
    // The element of the page before goes away while it is looked at.
    await().ignoreExceptions().until(() -> find(css).getText().contains(text));
  }

  public String text() {
    return driver.findElement(By.tagName("body")).getText();
  }

  /** Runs a script in the page and returns its result. */
  public Object run(String script) {
    return driver.executeScript(script);
  }

  /** Sends the event that a page gets when the person comes back to its tab. */
  public void comeBack() {
    run("document.dispatchEvent(new Event('visibilitychange'))");
  }

  public void forgetCookies() {
    driver.manage().deleteAllCookies();
  }

  /** Returns how many pixels the page is wider than the window; not positive if it fits. */
  public long tooWide() {
    return ((Number) run("return document.documentElement.scrollWidth - window.innerWidth"))
        .longValue();
  }

  /**
   * Returns violations of WCAG 2.2, levels A and AA, and of best practice, as far as axe-core finds
   * them.
   */
  @SuppressWarnings("unchecked")
  public List<String> inaccessible() throws IOException {
    try (InputStream axe = Browser.class.getResourceAsStream(AXE)) {
      driver.executeScript(new String(axe.readAllBytes(), UTF_8));
    }
    Object violations =
        driver.executeAsyncScript(
            "const done = arguments[0];"
                + "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa',"
                + " 'best-practice']}).then(found => done(found.violations.map("
                + "v => v.id + ': ' + v.nodes.map(n => n.target + ' ' + n.failureSummary).join('; '))))");
    return (List<String>) violations;
  }

  /** Returns the warnings and errors of the console since the last call. */
  public List<String> errors() {
    return Stream.of(driver.manage().logs().get(LogType.BROWSER).getAll())
        .flatMap(List::stream)
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(entry -> entry.getMessage())
        .toList();
  }

  /**
   * Writes a picture of the whole page. The page keeps the size of the picture until {@link #size}
   * is called.
   */
  public void screenshot(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    long height = ((Number) run("return document.documentElement.scrollHeight")).longValue();
    long width = ((Number) run("return window.innerWidth")).longValue();
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
