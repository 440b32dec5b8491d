import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.javarosa.core.model.Constants;
import org.javarosa.core.model.CoreModelModule;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.services.PrototypeManager;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.form.api.FormEntryPrompt;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.XFormAnswerDataParser;
import org.javarosa.xform.util.XFormUtils;

/**
 * Plays answers on JavaRosa, the engine of ODK Collect. Reads lines `FORM file`, `SET path text`, `END` (tabs between),
 * answers with `FORM ok`, `STEP result`, `VALUE path text`, `END`, or `FAIL words` where the engine stops.
 */
public final class Play {
    private final PrintStream out;
    private FormDef form;
    private FormEntryController controller;

    private Play(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, "UTF-8");
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        PrototypeManager.registerPrototypes(CoreModelModule.classNames);
        new XFormsModule().registerModule();
        Play play = new Play(out);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split("\t", -1);
            try {
                play.run(words);
            } catch (RuntimeException | StackOverflowError error) {
                out.println("FAIL\t" + error.toString().replace('\n', ' '));
            }
        }
    }

    private void run(String[] words) throws Exception {
        switch (words[0]) {
            case "FORM":
                form = null;
                FormDef opened = XFormUtils.getFormFromInputStream(new FileInputStream(words[1]));
                opened.initialize(true, new InstanceInitializationFactory());
                controller = new FormEntryController(new FormEntryModel(opened));
                form = opened;
                out.println("FORM\tok");
                break;
            case "SET":
                if (form != null) {
                    out.println("STEP\t" + set(words[1], words[2]));
                }
                break;
            default:
                if (form != null) {
                    values(form.getMainInstance().getRoot(), "");
                }
                out.println("END");
        }
    }

    private String set(String path, String text) {
        FormEntryModel model = controller.getModel();
        controller.jumpToIndex(FormIndex.createBeginningOfFormIndex());
        while (true) {
            int event = controller.stepToNextEvent();
            if (event == FormEntryController.EVENT_END_OF_FORM) {
                return "absent";
            }
            boolean isWanted = event == FormEntryController.EVENT_QUESTION
                    && path.equals(path(model.getFormIndex().getReference()));
            if (isWanted) {
                return answer(model.getQuestionPrompt(), text);
            }
        }
    }

    private String answer(FormEntryPrompt prompt, String text) {
        if (prompt.isReadOnly()) {
            return "read_only";
        }
        IAnswerData data = null;
        if (!text.isEmpty()) {
            try {
                data = XFormAnswerDataParser.getAnswerData(text, prompt.getDataType(), prompt.getQuestion());
            } catch (RuntimeException error) {
                return "bad_value";
            }
            if (data == null) {
                return "bad_value";
            }
            int control = prompt.getControlType();
            boolean isSelect = control == Constants.CONTROL_SELECT_ONE || control == Constants.CONTROL_SELECT_MULTI;
            if (isSelect && !offers(prompt, text)) {
                return "no_such_choice";
            }
        }
        switch (controller.answerQuestion(prompt.getIndex(), data, true)) {
            case FormEntryController.ANSWER_OK:
                return "ok";
            case FormEntryController.ANSWER_REQUIRED_BUT_EMPTY:
                return "required";
            default:
                return "constraint";
        }
    }

    private static boolean offers(FormEntryPrompt prompt, String text) {
        Set<String> offered = new HashSet<>();
        for (SelectChoice choice : prompt.getSelectChoices()) {
            offered.add(choice.getValue());
        }
        for (String value : text.split(" ")) {
            if (!offered.contains(value)) {
                return false;
            }
        }
        return true;
    }

    private static String path(TreeReference reference) {
        StringBuilder path = new StringBuilder();
        for (int at = 1; at < reference.size(); at++) {
            path.append(at > 1 ? "/" : "").append(reference.getName(at));
        }
        return path.toString();
    }

    private void values(TreeElement element, String path) {
        for (int at = 0; at < element.getNumChildren(); at++) {
            TreeElement child = element.getChildAt(at);
            if (!child.isRelevant() || child.getName().endsWith("meta")) {
                continue;
            }
            String own = path.isEmpty() ? child.getName() : path + "/" + child.getName();
            if (child.getNumChildren() > 0) {
                values(child, own);
            } else if (child.getValue() != null) {
                String text = child.getValue().uncast().getString();
                out.println("VALUE\t" + own + "\t" + text.replace('\n', ' '));
            }
        }
    }
}
