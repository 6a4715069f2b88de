package io.latchkey.bench;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.latchkey.server.Server;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * Reads what the process of a server spends: its processor time from the operating system, and its
 * allocations over JMX.
 */
final class JvmCost implements AutoCloseable {

  /**
   * What the process has spent since its start.
   *
   * @param cpu the processor time
   * @param allocatedBytes the bytes that each living thread has allocated, by the id of the thread
   */
  record Spent(Duration cpu, Map<Long, Long> allocatedBytes) {

    Duration cpuSince(Spent before) {
      return cpu.minus(before.cpu);
    }

    /**
     * Returns the bytes that were allocated since then. Those of threads that have ended meanwhile
     * are missing.
     */
    long allocatedSince(Spent before) {
      return allocatedBytes.entrySet().stream()
          .mapToLong(
              thread -> thread.getValue() - before.allocatedBytes.getOrDefault(thread.getKey(), 0L))
          .sum();
    }
  }

  private final ProcessHandle process;
  private final JMXConnector connector;
  private final ThreadMXBean threads;

  private JvmCost(ProcessHandle process, JMXConnector connector) throws Exception {
    this.process = process;
    this.connector = connector;
    MBeanServerConnection beans = connector.getMBeanServerConnection();
    this.threads =
        JMX.newMXBeanProxy(
            beans, new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME), ThreadMXBean.class);
  }

  @SuppressWarnings("BanJNDI") // The address is that of a process of ours.
  static JvmCost of(Server server) throws Exception {
    ProcessHandle process = server.process().orElseThrow();
    return new JvmCost(
        process, JMXConnectorFactory.connect(new JMXServiceURL(address(process.pid()))));
  }

  private static String address(long pid) throws IOException, AttachNotSupportedException {
    VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
    try {
      return machine.startLocalManagementAgent();
    } finally {
      machine.detach();
    }
  }

  Spent soFar() {
    Map<Long, Long> allocated = new HashMap<>();
    long[] ids = threads.getAllThreadIds();
    long[] bytes = threads.getThreadAllocatedBytes(ids);
    for (int i = 0; i < ids.length; i++) {
      // The value is -1 for a thread that has ended since the ids were read.
      allocated.put(ids[i], Math.max(0, bytes[i]));
    }
    return new Spent(process.info().totalCpuDuration().orElseThrow(), allocated);
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
